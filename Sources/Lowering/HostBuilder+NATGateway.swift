import HostState
import IPAddressing
import Topology

extension HostBuilder {
  /// A NAT gateway: one interface in its subnet, source NAT for what its VPC opens, nothing else.
  ///
  /// It serves what is routed to it, so that only its subnet's router may use it: a neighbour that
  /// knows its Ethernet address would get round the route tables.
  /// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
  mutating func lowerNATGateway(_ gateway: NATGateway) {
    let resource = topology.address(gateway.id)
    let name = namespace(of: resource)
    addNamespace(name, resource: resource, sysctls: Sysctls.router, source: gateway.source)
    let segment = segment(gateway.subnet)
    attach(
      name, to: segment,
      port: names.link(.natGateway, gateway.name, of: resource, in: segment.router),
      addresses: [gateway.privateAddress], mtu: topology.mtu, resource: resource,
      source: gateway.source)
    let clients = topology[gateway.vpc].ipv4.map(\.description).joined(separator: ", ")
    let router = macAddress(segment.router, segment.routerLink)
    update(name) {
      $0.nftables["ip bumpwire"] = """
        table ip bumpwire {
          chain postrouting {
            type nat hook postrouting priority srcnat; policy accept;
            oifname "\(Self.hostLink)" ip saddr != \(gateway.privateAddress) snat to \(gateway.privateAddress)
          }
          chain input {
            type filter hook input priority filter; policy drop;
            ct state established,related accept
            counter drop comment "to the NAT gateway itself"
          }
          chain forward {
            type filter hook forward priority filter; policy drop;
            ether saddr != \(router) counter drop comment "past the subnet's router"
            ct state established,related accept
            ct state invalid counter drop comment "of no known connection"
            ip saddr { \(clients) } ct state new accept
            counter drop comment "of no known connection"
          }
        }

        """
    }
  }
}
