import HostState
import Testing
import Topology

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

  @Test("a name keeps the number that it had, whoever comes or goes before it")
  func keeps() {
    var first = StableNumbers(in: 10..<20)
    let given = (0..<6).compactMap { first.number(for: "name-\($0)") }
    let kept = Dictionary(uniqueKeysWithValues: (0..<6).map { ("name-\($0)", given[$0]) })
    for gone in 0..<6 {
      var numbers = StableNumbers(in: 10..<20, keeping: kept.filter { $0.key != "name-\(gone)" })
      _ = numbers.number(for: "another")
      for name in 0..<6 where name != gone {
        #expect(numbers.number(for: "name-\(name)") == given[name])
      }
    }
  }

  @Test("of two names with one number, and of a number out of the range, nothing is kept twice")
  func damaged() {
    var numbers = StableNumbers(in: 10..<20, keeping: ["a": 12, "b": 12, "c": 70])
    let given = ["a", "b", "c"].compactMap { numbers.number(for: $0) }
    #expect(given.first == 12)
    #expect(Set(given).count == 3 && given.allSatisfy { (10..<20).contains($0) })
  }

  @Test("an endpoint that goes moves no other's slot, table or link")
  func endpoints() throws {
    var topology = Catagram.topology()
    for (number, name) in ["e4", "e76"].enumerated() {
      topology.gwlbEndpoints.append(
        GWLBEndpoint(
          id: ID(2 + number), vpc: ID(0), name: name, subnet: ID(2), service: ID(0),
          ipv4: Catagram.address("10.0.11.4"), source: Catagram.line(26)))
    }
    func slots(_ lowered: LoweredTopology) -> [UInt64: Int] {
      for case .gatewayLoadBalancer(let state)? in lowered.state.namespaces.values.map(\.dataPlane)
      {
        return Dictionary(uniqueKeysWithValues: state.endpoints.map { ($0.id, $0.slot) })
      }
      return [:]
    }
    let before = Lowering.lower(topology)
    topology.gwlbEndpoints.remove(at: 2)
    topology.gwlbEndpoints[2].id = ID(2)
    let numbers = AssignedNumbers(before.numbers.texts)
    #expect(numbers == before.numbers)
    let after = Lowering.lower(topology, keeping: numbers)
    #expect(slots(after).count == 3)
    #expect(slots(after).allSatisfy { slots(before)[$0.key] == $0.value })
    #expect(slots(Lowering.lower(topology)) != slots(after), "the two do not meet")
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
