import HostState
import IPAddressing
import Topology

extension HostBuilder {
  /// An application load balancer: one HAProxy a node, each in a namespace of its own.
  mutating func lowerLoadBalancer(_ balancer: LoadBalancer) {
    for node in balancer.nodes {
      let subnet = topology[node.subnet].name
      let resource = "\(topology.address(balancer.id))[\(subnet)]"
      let name = namespace(of: resource)
      addNamespace(name, resource: resource, sysctls: Sysctls.base, source: balancer.source)
      attach(
        name, to: segment(node.subnet),
        port: names.link(
          .loadBalancer, "\(balancer.name)-\(subnet)", of: resource, in: router(balancer.vpc)),
        addresses: [node.address], mtu: topology.mtu, resource: resource,
        source: balancer.source)
      let configuration = HAProxyConfiguration(node: node, of: balancer, in: topology)
      // Relative paths: a socket's has at most 107 bytes, and a run directory may be deep.
      let process = ProcessState(
        arguments: ["haproxy", "-W", "-db", "-S", "unix@master.sock", "-f", "haproxy.cfg"],
        files: ["haproxy.cfg": configuration.text], reloadSignal: Self.reloadSignal,
        host: host(of: resource, [node.address]))
      update(name) { $0.processes["haproxy"] = process }
      note(HostObjectID(name, .process("haproxy")), resource, balancer.source)
    }
  }

  /// SIGUSR2: HAProxy's master starts new workers on the new configuration, the old ones finish.
  private static let reloadSignal: Int32 = 12
}
