import Diagnostics
import Topology

/// What a stateful point does, whichever zone it is in.
enum Service: Hashable, Sendable {
  case gatewayLoadBalancer(ID<GatewayLoadBalancer>)
  /// Instances that one declaration makes, one a zone.
  case instances(SourceRange)
}

extension Topology {
  func service(of point: InspectionPoint) -> Service {
    switch point {
    case .endpoint(let endpoint): .gatewayLoadBalancer(self[endpoint].service)
    case .instance(let instance): .instances(self[instance].source)
    }
  }

  /// The address of a stateful point.
  func address(_ point: InspectionPoint) -> String {
    switch point {
    case .endpoint(let endpoint): address(endpoint)
    case .instance(let instance): address(instance)
    }
  }
}
