import HostState
import IPAddressing

/// What to probe and from where.
struct ProbeRequest: Hashable {
  var namespace: NamespaceName
  /// The node's own address: what targets see, as on AWS.
  var source: IPAddress
  var target: IPAddress
  var check: GatewayLoadBalancerDataPlane.HealthCheck

  /// The probe that the check's protocol asks for.
  func makeProbe(on loop: EventLoop) -> any Probe {
    switch check.protocol {
    case .tcp, .http: SocketProbe(self, on: loop)
    case .https: CurlProbe(self, on: loop)
    }
  }

  /// The target as the authority of a URL: RFC 3986, section 3.2.
  var authority: String {
    target.isIPv4 ? "\(target):\(check.port)" : "[\(target)]:\(check.port)"
  }
}
