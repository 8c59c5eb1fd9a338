import HostState
import IPAddressing
import Topology

extension HostBuilder {
  /// A NAT gateway: one interface in its subnet, source NAT for what its VPC opens, nothing else.
  mutating func lowerNATGateway(_ gateway: NATGateway) {
    let resource = topology.address(gateway.id)
    let name = namespace(of: resource)
    addNamespace(name, resource: resource, sysctls: Sysctls.router, source: gateway.source)
    attach(
      name, to: segment(gateway.subnet), port: HostNames.link(.natGateway, gateway.name),
      addresses: [gateway.privateAddress], mtu: HostConstants.innerMTU, resource: resource,
      source: gateway.source)
    let clients = topology[gateway.vpc].ipv4.map(\.description).joined(separator: ", ")
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
          }
          chain forward {
            type filter hook forward priority filter; policy drop;
            ct state established,related accept
            ct state invalid drop
            ip saddr { \(clients) } ct state new accept
          }
        }

        """
    }
  }
}
