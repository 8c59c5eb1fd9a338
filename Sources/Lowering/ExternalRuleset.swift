import HostState
import IPAddressing

/// The nftables rules of a VPC's router at its links to real appliances, which stand in a network that
/// may be others' too.
struct ExternalRuleset {
  var link: LinkName
  /// The subnet that the appliances are in, and they.
  var subnet: Prefix
  var addresses: [IPAddress]

  private var own: String {
    "{ \(addresses.sorted().map(\.description).joined(separator: ", ")) }"
  }

  /// Lines of a chain before routing: what comes has an address of theirs, or is dropped.
  var sourceRules: [String] {
    [
      "iifname \"\(link)\" meta nfproto ipv6 drop", "iifname \"\(link)\" ip saddr != \(own) drop",
    ]
  }

  /// The table of the router's answers to ARP, of which it gives many by proxy: to the appliances, and
  /// for their subnet.
  static func arpTable(_ rulesets: [ExternalRuleset]) -> String {
    let rules = rulesets.sorted { $0.link < $1.link }.flatMap { ruleset in
      [
        "iifname \"\(ruleset.link)\" arp saddr ip != \(ruleset.own) drop",
        "iifname \"\(ruleset.link)\" arp daddr ip != \(ruleset.subnet) drop",
      ]
    }
    return """
      table arp bumpwire {
        chain input {
          type filter hook input priority filter; policy accept;
          \(rules.joined(separator: "\n    "))
        }
      }

      """
  }
}
