import Diagnostics
import IPAddressing

/// The JSON Schema of addresses and CIDRs: shape only; what cannot be said in a pattern is left to
/// `validate`.
enum CIDRSchema {
  private static let ipv4 =
    #"(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\.(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}"#
  private static let ipv6 = "[0-9a-fA-F:.]*:[0-9a-fA-F:.]*"
  private static let ipv4Length = "(3[0-2]|[12]?[0-9])"
  private static let ipv6Length = "(12[0-8]|1[01][0-9]|[1-9]?[0-9])"

  static func schema(_ family: AddressFamily?) -> JSONValue { reference(family, "CIDR") }

  static func pattern(_ family: AddressFamily?) -> String {
    switch family {
    case .ipv4: "\(ipv4)/\(ipv4Length)"
    case .ipv6: "\(ipv6)/\(ipv6Length)"
    case nil: "(\(ipv4)/\(ipv4Length)|\(ipv6)/\(ipv6Length))"
    }
  }

  static func address(_ family: AddressFamily?) -> JSONValue { reference(family, "Address") }

  /// What the references refer to.
  static var definitions: [JSONValue.Member] {
    [AddressFamily.ipv4, .ipv6, nil].flatMap { family -> [JSONValue.Member] in
      let address =
        switch family {
        case .ipv4: ipv4
        case .ipv6: ipv6
        case nil: "(\(ipv4)|\(ipv6))"
        }
      return [
        .init(name(family, "CIDR"), text(pattern(family))),
        .init(name(family, "Address"), text(address)),
      ]
    }
  }

  private static func reference(_ family: AddressFamily?, _ kind: String) -> JSONValue {
    ["$ref": .string("#/$defs/\(name(family, kind))")]
  }

  private static func name(_ family: AddressFamily?, _ kind: String) -> String {
    switch family {
    case .ipv4: "IPv4\(kind)"
    case .ipv6: "IPv6\(kind)"
    case nil: kind
    }
  }

  private static func text(_ pattern: String) -> JSONValue {
    ["type": "string", "pattern": .string("^\(pattern)$")]
  }
}
