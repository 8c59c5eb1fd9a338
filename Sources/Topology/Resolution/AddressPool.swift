import IPAddressing

/// The addresses of one CIDR that are given out one by one, lowest first.
struct AddressPool {
  let cidr: Prefix
  private let usable: ClosedRange<UInt128>?
  /// Who has an address.
  private(set) var taken: [UInt128: String] = [:]
  /// Addresses that were given before, and are kept for the same owner.
  private var kept: [String: UInt128] = [:]
  private var keptAddresses: Set<UInt128> = []
  private var cursor: UInt128

  /// - Parameter reservedAtStart: how many addresses at the start are not given out; the last is not
  ///   either.
  init(_ cidr: Prefix, reservedAtStart: Int) {
    self.cidr = cidr
    let first = cidr.first.bits + UInt128(reservedAtStart)
    usable = first < cidr.last.bits ? first...(cidr.last.bits - 1) : nil
    cursor = first
  }

  /// What may be given out; nil for a CIDR that is too small.
  var range: ClosedRange<IPAddress>? {
    usable.map {
      IPAddress(cidr.family, bits: $0.lowerBound)...IPAddress(cidr.family, bits: $0.upperBound)
    }
  }

  func isUsable(_ address: IPAddress) -> Bool { usable?.contains(address.bits) == true }

  mutating func take(_ address: IPAddress, for owner: String) { taken[address.bits] = owner }

  /// Keeps an address for the owner that had it before, if it still fits and is free.
  mutating func keep(_ address: IPAddress, for owner: String) {
    guard address.family == cidr.family, isUsable(address), taken[address.bits] == nil,
      keptAddresses.insert(address.bits).inserted
    else { return }
    kept[owner] = address.bits
  }

  /// The address kept for the owner, or the lowest free one; nil when there is none.
  mutating func next(for owner: String) -> IPAddress? {
    if let bits = kept[owner] {
      taken[bits] = owner
      return IPAddress(cidr.family, bits: bits)
    }
    guard let usable else { return nil }
    while cursor <= usable.upperBound {
      let bits = cursor
      cursor += 1
      if taken[bits] == nil, !keptAddresses.contains(bits) {
        taken[bits] = owner
        return IPAddress(cidr.family, bits: bits)
      }
    }
    return nil
  }
}
