import HostState
import IPAddressing

/// The nftables rules of a VPC's router at its links to real appliances, which stand in a network that
/// may be others' too.
struct ExternalRuleset {
  var link: LinkName
  /// The subnet that the appliances are in.
  var subnet: Prefix
  /// The addresses of the load balancers' nodes that send to them.
  var nodes: [IPAddress]

  /// Lines of a chain before routing: what comes has an address that is routed to where it comes from,
  /// which are the appliances' own, or is dropped.
  ///
  /// The routes say whose these are, so that one which is taken out of its group keeps its word while
  /// it is drained.
  var sourceRules: [String] {
    [
      // What any host says of itself when its link comes up.
      "iifname \"\(link)\" ip6 daddr ff02::/16 drop",
      "iifname \"\(link)\" meta nfproto ipv6 counter drop comment \"IPv6 from an appliance\"",
      "iifname \"\(link)\" fib saddr . iif oif missing counter drop comment \"from no appliance's address\"",
    ]
  }

  /// Lines of a chain of what is forwarded: they are no port that refuses GENEVE of others.
  ///
  /// What has the source check's mark is an instance's or an appliance's, whatever address it says.
  var destinationRules: [String] {
    let geneve = "oifname \"\(link)\" udp dport \(HostConstants.genevePort)"
    let refusal = "\(geneve) counter drop comment \"GENEVE from no node\""
    guard !nodes.isEmpty else { return [refusal] }
    let nodes = nodes.sorted().map { "\($0)" }.joined(separator: ", ")
    let mark = "0x\(String(SourceCheckDataPlane.mark, radix: 16))"
    return ["\(geneve) ip saddr { \(nodes) } meta mark != \(mark) accept", refusal]
  }

  /// The table of the router's answers to ARP, of which it gives many by proxy: to addresses of the
  /// appliances' subnet, and for it.
  static func arpTable(_ rulesets: [ExternalRuleset]) -> String {
    let drop = "counter drop comment \"ARP of another subnet than the appliances'\""
    let rules = rulesets.sorted { $0.link < $1.link }.flatMap { ruleset in
      [
        "iifname \"\(ruleset.link)\" arp saddr ip != \(ruleset.subnet) \(drop)",
        "iifname \"\(ruleset.link)\" arp daddr ip != \(ruleset.subnet) \(drop)",
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
