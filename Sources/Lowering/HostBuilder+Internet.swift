import HostState
import IPAddressing
import Topology

extension HostBuilder {
  var internetNamespace: NamespaceName { namespace(of: "internet") }

  /// The internet: a router with the lab's own hosts on one segment.
  ///
  /// Internet gateways add their
  /// links and routes to it.
  mutating func lowerInternet() {
    let internet = topology.internet
    let router = internetNamespace
    addNamespace(
      router, resource: "internet", sysctls: Sysctls.router.merging(Sysctls.bridging) { $1 },
      source: nil)
    let segment = Segment(
      router: router, name: "hosts", resource: "internet", cidrs: [internet.ipv4, internet.ipv6],
      mtu: topology.mtu, names: names)
    addSegment(segment, source: nil)
    for host in internet.hosts {
      let resource = topology.address(host.id)
      let name = namespace(of: resource)
      addNamespace(name, resource: resource, sysctls: Sysctls.host, source: host.source)
      attach(
        name, to: segment, port: names.link(.host, host.name, of: resource, in: router),
        addresses: [host.ipv4] + [host.ipv6].compactMap { $0 }, mtu: topology.mtu,
        resource: resource, source: host.source)
      if let process = host.process {
        addProcess(
          name, arguments: process, resource: resource, addresses: [host.ipv4],
          source: host.source)
      }
    }
  }
}
