import HostState
import IPAddressing

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
        "iifname \"\($0.rawValue)-*\" jump closed"
      }
    // What a host's stack says of itself when its link comes up is before the program is there.
    return """
      table bridge bumpwire {
        chain closed {
          icmpv6 type { mld-listener-report, mld-listener-done, nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert, mld2-listener-report } drop
          counter drop comment "port without its source check"
        }
        chain prerouting {
          type filter hook prerouting priority filter; policy accept;
          \(rules.joined(separator: "\n    "))
        }
      }

      """
  }()

  /// Marks what arrives over each given link, and answers nothing that is sent to the router itself:
  /// every `.1` address is local on every link, whatever the route tables say.
  ///
  /// A peering connection carries packets of the other VPC's own addresses only, beside what its link needs.
  ///
  /// Nor does GENEVE come to the VPC's appliances from beyond its subnets, where the source check leaves it
  /// to load balancers' nodes.
  static func text(
    marks: [(link: LinkName, mark: UInt32)], peers: [(link: LinkName, cidrs: [Prefix])] = [],
    appliances: [IPAddress] = [],
    externals: [ExternalRuleset] = []
  ) -> String {
    let elements = marks.sorted { $0.link < $1.link }
      .map { "\"\($0.link)\" : 0x\(String($0.mark, radix: 16))" }
      .joined(separator: ", ")
    var rules = marks.isEmpty ? [] : ["meta mark set iifname map { \(elements) }"]
    rules += peers.sorted { $0.link < $1.link }.flatMap(peerRules)
    if !appliances.isEmpty {
      let addresses = appliances.sorted().map(\.description).joined(separator: ", ")
      rules.append(
        "iifname != \"\(LinkKind.subnet.rawValue)-*\" udp dport 6081 ip daddr { \(addresses) } "
          + "counter drop comment \"GENEVE from beyond the VPC's subnets\"")
    }
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
    let towards = externals.sorted { $0.link < $1.link }.flatMap(\.destinationRules)
    let forward =
      towards.isEmpty
      ? ""
      : """
        chain forward {
          type filter hook forward priority filter; policy accept;
          \(towards.joined(separator: "\n    "))
        }

      """
    return """
      table inet bumpwire {
      \(prerouting)\(forward)  chain input {
          type filter hook input priority filter; policy drop;
          iifname "lo" accept
          icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
          counter drop comment "to the router itself"
        }
      }

      """
  }

  private static func peerRules(_ link: LinkName, _ cidrs: [Prefix]) -> [String] {
    let (ipv4, ipv6) = (cidrs.filter { $0.family == .ipv4 }, cidrs.filter { $0.family == .ipv6 })
    return [
      ("ip", ipv4.sorted().map(\.description)),
      ("ip6", ["::", "fe80::/10"] + ipv6.sorted().map(\.description)),
    ].map { family, sources in
      "iifname \"\(link)\" \(family) saddr != { \(sources.joined(separator: ", ")) } "
        + "counter drop comment \"over a peering connection from beyond the peer\""
    }
  }
}
