import IPAddressing
import Netlink

extension Rule {
  /// Rules with every selector that we set.
  static func samples(_ family: AddressFamily) -> [Rule] {
    let source = Prefix(IPAddress(family, bits: 0x0a << UInt128(family.width - 8)), length: 8)
    return [
      Rule(
        family: family, preference: 5000, inputName: "lo", isInverted: true, action: .blackhole,
        owner: 186),
      Rule(
        family: family, preference: 100, source: source, action: .lookup(table: 101), owner: 186),
      Rule(
        family: family, preference: 10, mark: 0x10000, markMask: 0x10000,
        action: .lookup(table: 100_000), owner: 186),
      Rule(
        family: family, preference: 150, inputName: "a", mark: 2, markMask: .max,
        action: .lookup(table: 200), owner: 186),
      Rule(
        family: family, preference: 150, inputName: "gone", action: .lookup(table: 201),
        owner: 186),
    ]
  }
}
