import IPAddressing
import Topology

/// The configuration of the HAProxy that stands for one node of an application load balancer.
struct HAProxyConfiguration {
  let text: String

  init(node: LoadBalancer.Node, of balancer: LoadBalancer, in topology: Topology) {
    let listeners = balancer.listeners.map { Self.frontend($0, node: node, in: topology) }
    var groups: [ID<TargetGroup>] = []
    for listener in balancer.listeners where !groups.contains(listener.targetGroup) {
      groups.append(listener.targetGroup)
    }
    let backends = groups.map { Self.backend(topology[$0], in: topology) }
    text = ([Self.preamble] + listeners + backends).joined(separator: "\n")
  }

  /// One thread a node: a host runs many of them.
  ///
  /// A reload hands the listening sockets over, and an
  /// idle connection is closed only after its next answer, so that no request is lost.
  private static let preamble = """
    global
      nbthread 1
      maxconn 10000
      no strict-limits
      stats socket unix@admin.sock mode 600 level admin expose-fd listeners
      hard-stop-after 60s

    defaults
      mode http
      option http-keep-alive
      option idle-close-on-response
      option redispatch
      timeout connect 5s
      timeout client 60s
      timeout server 60s
      timeout http-keep-alive 60s

    """

  /// Appends the client to X-Forwarded-For, as an application load balancer does.
  ///
  /// A client's own list stays in front of it, whole (`fhdr`; `hdr` is the last address of a list).
  /// Several lines mean the same as one list of them all (RFC 9110, section 5.3): they get one more.
  private static func frontend(
    _ listener: LoadBalancer.Listener, node: LoadBalancer.Node, in topology: Topology
  ) -> String {
    """
    frontend listener-\(listener.port)
      bind \(node.address):\(listener.port)
      http-request set-var(txn.lines) req.fhdr_cnt(x-forwarded-for)
      http-request set-header X-Forwarded-For "%[req.fhdr(x-forwarded-for)], %[src]" if { var(txn.lines) -m int eq 1 }
      http-request add-header X-Forwarded-For %[src] unless { var(txn.lines) -m int eq 1 }
      http-request set-header X-Forwarded-Proto \(listener.protocol.rawValue)
      http-request set-header X-Forwarded-Port \(listener.port)
      default_backend \(topology[listener.targetGroup].name)

    """
  }

  private static func backend(_ group: TargetGroup, in topology: Topology) -> String {
    let check = group.healthCheck
    // A target whose state is changing is asked every second, not every interval: HAProxy counts the
    // first failure of a new target as its death, and a load balancer takes one in soon after it
    // answers.
    let quick = min(check.interval, 1)
    // A target without an IPv4 address is refused elsewhere: nodes have no other.
    let servers = group.targets.compactMap { id -> String? in
      let instance = topology[id]
      guard let address = instance.ipv4 else { return nil }
      return "  server \(instance.name) \(address):\(group.port) check"
        + (check.port == group.port ? "" : " port \(check.port)")
        + (group.protocol == .https ? " ssl verify none" : "")
    }
    let algorithm = group.algorithm == .roundRobin ? "roundrobin" : "leastconn"
    return """
      backend \(group.name)
        balance \(algorithm)
        option httpchk GET \(check.path)
        http-check expect status 200
        timeout check \(milliseconds(check.timeout))
        default-server inter \(milliseconds(check.interval)) fastinter \(milliseconds(quick)) downinter \(milliseconds(quick)) fall \(check.unhealthyThreshold) rise \(check.healthyThreshold)
      \(servers.joined(separator: "\n"))

      """
  }

  private static func milliseconds(_ seconds: Double) -> String {
    "\(Int((seconds * 1000).rounded()))ms"
  }
}
