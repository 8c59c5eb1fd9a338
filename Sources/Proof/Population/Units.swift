/// Stretches of addresses that no table tells apart, by the end that has them.
struct Units<Bits: AddressBits>: Sendable {
  struct Unit: Sendable {
    var first: Bits
    var last: Bits
    /// Whether an undeclared host may have one of the addresses.
    var hasFree: Bool
    /// Whether a host, declared or not, may have one of them.
    var hasHost: Bool
  }

  /// Where each end's units begin; one more than there are ends.
  private(set) var offsets: [Int32] = [0]
  private(set) var units: [Unit] = []

  subscript(end: Int) -> ArraySlice<Unit> { units[Int(offsets[end])..<Int(offsets[end + 1])] }

  mutating func append(_ unit: Unit) { units.append(unit) }
  mutating func finishEnd() { offsets.append(Int32(units.count)) }
}
