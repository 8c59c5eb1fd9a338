import HostState

/// The nftables rules of a VPC's router.
enum RouterRuleset {
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
        }
      }

      """
  }
}
