import ArgumentParser

/// An IP protocol, by its number or its name (IANA's protocol numbers).
struct IPProtocol: ExpressibleByArgument, Hashable, CustomStringConvertible {
  let number: UInt8

  /// With 0 for a flow of any, as 2-tuple stickiness makes them.
  private static let names: [(name: String, number: UInt8)] = [
    ("any", 0), ("icmp", 1), ("igmp", 2), ("tcp", 6), ("udp", 17), ("gre", 47), ("esp", 50),
    ("ah", 51), ("icmpv6", 58), ("sctp", 132),
  ]

  init(number: UInt8) { self.number = number }

  init?(argument: String) {
    let name = argument.lowercased()
    guard let number = Self.names.first(where: { $0.name == name })?.number ?? UInt8(argument)
    else { return nil }
    self.number = number
  }

  var description: String {
    Self.names.first { $0.number == number }?.name ?? "protocol \(number)"
  }

  static var allValueStrings: [String] { names.map(\.name) }
}
