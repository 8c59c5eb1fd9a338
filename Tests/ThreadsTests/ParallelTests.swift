import Testing
import Threads

@Suite("Work on several processors")
struct ParallelTests {
  @Test("stretches cover everything once and in order", arguments: [0, 1, 7, 64, 1000, 99_991])
  func stretches(count: Int) {
    let parts = Parallel.map(count, least: 10) { Array($0) }
    #expect(parts.flatMap(\.self) == Array(0..<count))
  }

  @Test("few items make one stretch")
  func few() {
    #expect(Parallel.map(15, least: 10) { $0 } == [0..<15])
  }

  @Test("of two pieces of work both results are there")
  func both() {
    var own = 0
    let (first, second) = Parallel.both(
      { (0..<1000).reduce(0, +) },
      {
        own = 1
        return "second"
      })
    #expect(first == 499_500)
    #expect(second == "second")
    #expect(own == 1)
  }
}
