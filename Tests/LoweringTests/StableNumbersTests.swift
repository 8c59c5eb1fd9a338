import HostState
import Testing

@testable import Lowering

@Suite("Stable numbers")
struct StableNumbersTests {
  @Test("a name keeps its number, and no two share one, until the range is full")
  func fills() {
    var numbers = StableNumbers(in: 10..<20)
    let given = (0..<10).compactMap { numbers.number(for: "name-\($0)") }
    #expect(Set(given) == Set(10..<20))
    #expect(numbers.number(for: "name-3") == given[3])
    #expect(numbers.number(for: "one more") == nil)
  }

  @Test("a namespace's name is cut to 64 characters and stays unique")
  func longNames() {
    let names = (0..<200).map {
      HostNames.namespace(
        topology: "t",
        resource: "a-vpc-with-quite-a-name/instance/\(String(repeating: "x", count: 60))-\($0)")
    }
    #expect(Set(names).count == 200)
    #expect(names.allSatisfy { $0.rawValue.utf8.count == 64 && $0.rawValue.hasPrefix("bw.t.") })
  }
}
