import HostState
import IPAddressing

extension HostBuilder {
  /// What the source of a host's packets is checked for; `ethernet` with `source_dest_check: false`,
  /// `appliance` for addresses.
  enum SourceCheck { case ethernet, addresses, appliance }

  /// Lets the port of a host's subnet check what the host sends.
  mutating func addSourceCheck(
    _ check: SourceCheck, at port: LinkName, of segment: Segment, for host: NamespaceName,
    _ link: LinkName, _ addresses: [IPAddress]
  ) {
    let router = segment.router
    let entry = SourceCheckDataPlane.Port(
      link: port, linkIndex: linkIndex(router, port), macAddress: macAddress(host, link),
      addresses: addresses.sorted(), checksAddresses: check != .ethernet,
      isAppliance: check == .appliance)
    update(router) { namespace in
      var state = SourceCheckDataPlane(ports: [])
      if case .sourceCheck(let present)? = namespace.dataPlane { state = present }
      // Without a second reference the list grows in place.
      namespace.dataPlane = nil
      state.ports.append(entry)
      namespace.dataPlane = .sourceCheck(state)
    }
  }

  /// Puts each router's ports in the order that a kernel gives them in.
  mutating func orderSourceChecks() {
    for (name, namespace) in state.namespaces {
      guard case .sourceCheck(var check)? = namespace.dataPlane else { continue }
      check.ports.sort { $0.linkIndex < $1.linkIndex }
      let ordered = check
      update(name) { $0.dataPlane = .sourceCheck(ordered) }
    }
  }
}
