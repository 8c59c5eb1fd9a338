import HostState

/// The nftables rules of a VPC's router.
enum RouterRuleset {
  /// What comes to the port of an instance or an appliance is dropped unless the source check has
  /// marked it: without its program a port is closed.
  ///
  /// The mark first: to compare it takes less than to copy the link's name.
  static let bridgeTable: String = {
    let mark = "0x\(String(SourceCheckDataPlane.mark, radix: 16))"
    let rules =
      ["meta mark \(mark) accept"]
      + [LinkKind.instance, .appliance].map {
        "iifname \"\($0.rawValue)-*\" counter drop comment \"port without its source check\""
      }
    return """
      table bridge bumpwire {
        chain prerouting {
          type filter hook prerouting priority filter; policy accept;
          \(rules.joined(separator: "\n    "))
        }
      }

      """
  }()

  /// Marks what arrives over each given link, and answers nothing that is sent to the router itself:
  /// every `.1` address is local on every link, whatever the route tables say.
  static func text(
    marks: [(link: LinkName, mark: UInt32)], externals: [ExternalRuleset] = []
  ) -> String {
    let elements = marks.sorted { $0.link < $1.link }
      .map { "\"\($0.link)\" : 0x\(String($0.mark, radix: 16))" }
      .joined(separator: ", ")
    var rules = marks.isEmpty ? [] : ["meta mark set iifname map { \(elements) }"]
    rules += externals.sorted { $0.link < $1.link }.flatMap(\.sourceRules)
    let prerouting =
      rules.isEmpty
      ? ""
      : """
        chain prerouting {
          type filter hook prerouting priority raw; policy accept;
          \(rules.joined(separator: "\n    "))
        }

      """
    return """
      table inet bumpwire {
      \(prerouting)  chain input {
          type filter hook input priority filter; policy drop;
          iifname "lo" accept
          icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
          counter drop comment "to the router itself"
        }
      }

      """
  }
}
