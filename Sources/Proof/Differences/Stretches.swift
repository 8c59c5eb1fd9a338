/// The stretches of addresses of two populations while they are cut to fit each other.
struct Stretches<Bits: AddressBits> {
  typealias Unit = Units<Bits>.Unit

  private let before: Population<Bits>
  private let after: Population<Bits>
  private var subnets: (old: [[Unit]], new: [[Unit]])
  private var networks: (old: [[Unit]], new: [[Unit]])

  init(_ before: Population<Bits>, _ after: Population<Bits>) {
    self.before = before
    self.after = after
    func none(_ count: Int) -> [[Unit]] { [[Unit]](repeating: [], count: count) }
    subnets = (none(before.subnets.count), none(after.subnets.count))
    networks = (none(before.networks.count), none(after.networks.count))
  }

  /// - Parameters: the places of one subnet, and addresses that are each other's.
  /// - Returns: whether it has a host on both sides.
  mutating func addSubnet(_ old: Int, _ new: Int, from base: Bits, to other: Bits) -> Bool {
    let shift = other &- base
    let parts = parts(before.units[old], after.units[new], shift)
    var found: (old: [Unit], new: [Unit]) = ([], [])
    for part in parts {
      var one = before.taken.unit(part, in: before.subnets[old])
      var another = after.taken.unit(
        part.lowerBound &+ shift...part.upperBound &+ shift, in: after.subnets[new])
      guard one.hasHost, another.hasHost else { continue }
      if !one.hasFree || !another.hasFree { (one.hasFree, another.hasFree) = (false, false) }
      found.old.append(one)
      found.new.append(another)
    }
    guard !found.old.isEmpty else { return false }
    (subnets.old[old], subnets.new[new]) = found
    return true
  }

  mutating func addNetwork(_ old: Int, _ new: Int) {
    for part in parts(before.networkUnits[old], after.networkUnits[new], 0) {
      let unit = Unit(
        first: part.lowerBound, last: part.upperBound, hasFree: true, hasHost: true)
      networks.old[old].append(unit)
      networks.new[new].append(unit)
    }
  }

  /// Where stretches of both sides meet, in the old side's addresses.
  private func parts(
    _ left: ArraySlice<Unit>, _ right: ArraySlice<Unit>, _ shift: Bits
  ) -> [ClosedRange<Bits>] {
    var parts: [ClosedRange<Bits>] = []
    var (one, other) = (left.startIndex, right.startIndex)
    while one < left.endIndex, other < right.endIndex {
      let (first, last) = (right[other].first &- shift, right[other].last &- shift)
      let low = max(left[one].first, first)
      let high = min(left[one].last, last)
      if low <= high { parts.append(low...high) }
      if left[one].last <= last { one += 1 } else { other += 1 }
    }
    return parts
  }

  var old: (subnets: Units<Bits>, networks: Units<Bits>) {
    (Self.units(subnets.old), Self.units(networks.old))
  }

  var new: (subnets: Units<Bits>, networks: Units<Bits>) {
    (Self.units(subnets.new), Self.units(networks.new))
  }

  private static func units(_ ends: [[Unit]]) -> Units<Bits> {
    var units = Units<Bits>()
    for end in ends {
      for unit in end { units.append(unit) }
      units.finishEnd()
    }
    return units
  }
}
