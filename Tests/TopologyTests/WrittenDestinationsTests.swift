import IPAddressing
import Testing

@testable import Topology

@Suite("Destinations of one table")
struct WrittenDestinationsTests {
  @Test("a destination is known where it was first written, whatever the order")
  func order() {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<200 {
      var destinations = WrittenDestinations()
      var known: [Prefix: Int] = [:]
      // More than are kept in order, whatever the order.
      for place in 0..<200 {
        let prefix = Prefix(
          IPAddress(ipv4: UInt32.random(in: 0..<256, using: &generator) << 24),
          length: Int.random(in: 6...8, using: &generator))
        #expect(destinations.insert(prefix, at: place) == known[prefix])
        if known[prefix] == nil { known[prefix] = place }
      }
    }
  }
}
