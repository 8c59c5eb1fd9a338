/// Settings of a new namespace, under `/proc/sys`.
enum Sysctls {
  /// A host with one link: what every namespace starts from.
  ///
  /// No router solicitations. An address that goes does not take the others of its network with it
  /// (`promote_secondaries`).
  ///
  /// No forwarding, in words: a new namespace inherits the IPv4 settings of a host that forwards
  /// (devinet_init_net of net/ipv4/devinet.c), and a gateway load balancer must never forward.
  ///
  /// Every other setting of each of thousands of hosts is one to write, and one to read for each
  /// plan: there are none that a single link makes no use of.
  static let host: [String: String] = [
    "net/ipv4/ip_forward": "0",
    "net/ipv6/conf/all/forwarding": "0",
    "net/ipv4/conf/all/promote_secondaries": "1",
    "net/ipv6/conf/default/accept_ra": "0",
  ]

  /// A namespace with several links.
  ///
  /// No reverse-path filter, no redirects, no duplicate address detection. No answer to ARP but from
  /// the link that has the address: a bridge device would offer its own MAC address for its router's,
  /// and no rule routes what arrives there.
  static let base = host.merging([
    "net/ipv4/conf/all/arp_ignore": "1",
    "net/ipv4/conf/all/rp_filter": "0",
    "net/ipv4/conf/default/rp_filter": "0",
    "net/ipv4/conf/all/send_redirects": "0",
    "net/ipv4/conf/default/send_redirects": "0",
    "net/ipv6/conf/all/accept_dad": "0",
    "net/ipv6/conf/default/accept_dad": "0",
  ]) { $1 }

  /// A namespace that forwards, of both families.
  static let router = base.merging(
    ["net/ipv4/ip_forward": "1", "net/ipv6/conf/all/forwarding": "1"]) { $1 }

  /// A router whose own ICMP errors go back where the packet came from, by its mark.
  static let markReflectingRouter = router.merging(
    ["net/ipv4/fwmark_reflect": "1", "net/ipv6/fwmark_reflect": "1"]) { $1 }

  /// A VPC's router: an endpoint hands it back its own ICMP errors after inspection, which are
  /// forwarded only by a router that accepts its own addresses as a source (fib_validate_source).
  static let vpcRouter = markReflectingRouter.merging(bridging) { $1 }
    .merging([
      "net/ipv4/conf/all/accept_local": "1", "net/ipv4/conf/all/proxy_arp": "0",
    ]) { $1 }

  /// A namespace with bridges in it, where br_netfilter may be built in.
  static let bridging = [
    "net/bridge/bridge-nf-call-iptables": "0",
    "net/bridge/bridge-nf-call-ip6tables": "0",
    "net/bridge/bridge-nf-call-arptables": "0",
  ]

  /// An appliance that forwards what it inspects: marked packets are looked up by their mark even
  /// when their source is checked, so that a tenant may use the appliance's own address.
  static let inspecting = markReflectingRouter.merging(
    ["net/ipv4/conf/all/src_valid_mark": "1"]) { $1 }

  /// An appliance whose own program sends GENEVE, which is never larger than the way to a node: what
  /// anybody says of UDP's way in an ICMP error that quotes it (RFC 1191) is not believed.
  static let terminating = inspecting.merging(["net/ipv4/ip_no_pmtu_disc": "3"]) { $1 }
}
