import HostState
import IPAddressing
import Topology

extension HostBuilder {
  mutating func lowerInstance(_ instance: Instance) {
    let resource = topology.address(instance.id)
    let process: [String]?
    switch instance.workload {
    case .idle: process = nil
    case .process(let arguments): process = arguments
    case .namespace, .container, .interface: return
    }
    let name = namespace(of: resource)
    addNamespace(
      name, resource: resource,
      sysctls: instance.sourceDestinationCheck ? Sysctls.host : Sysctls.router,
      source: instance.source)
    let addresses = [instance.ipv4, instance.ipv6].compactMap { $0 }
    attach(
      name, to: segment(instance.subnet),
      port: names.link(.instance, instance.name, of: resource, in: router(instance.vpc)),
      addresses: addresses, mtu: topology.mtu,
      sourceCheck: instance.sourceDestinationCheck ? .addresses : .ethernet, resource: resource,
      source: instance.source)
    guard let process else { return }
    addProcess(
      name, arguments: process, resource: resource, addresses: addresses,
      source: instance.source)
  }
}
