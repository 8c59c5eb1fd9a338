import Configuration
import Diagnostics

/// A gateway that a VPC lacks.
struct MissingGateway: Hashable, Sendable {
  /// Who needs it.
  struct Need: Sendable {
    /// "this route".
    var needer: String
    var range: SourceRange
  }

  var vpc: ID<VPC>
  var gateway: RouteTargetReference.Kind
}

extension Resolver {
  /// Notes that something needs a gateway that its VPC has not.
  mutating func needGateway(
    _ gateway: RouteTargetReference.Kind, _ vpc: ID<VPC>, _ needer: String, at range: SourceRange
  ) {
    missingGateways[MissingGateway(vpc: vpc, gateway: gateway), default: []].append(
      .init(needer: needer, range: range))
  }

  /// One error a missing gateway, where it is first needed.
  mutating func refuseMissingGateways() {
    for (missing, needs) in missingGateways where !isLost(missing.gateway.rawValue) {
      let needs = needs.sorted { $0.range < $1.range }
      guard let first = needs.first else { continue }
      let gateway = missing.gateway
      let vpc = topology[missing.vpc]
      let example =
        gateway == .virtualPrivateGateway
        ? "`virtual_private_gateway: { on_premises: [CIDR] }`" : "`\(gateway.rawValue): {}`"
      refuse(
        .missingGateway,
        "\(first.needer) needs \(gateway.noun), and the VPC `\(vpc.name)` has none",
        at: first.range,
        notes: needs.dropFirst().prefix(5).map { .init("\($0.needer) needs it too", at: $0.range) }
          + [.init("the VPC is declared here", at: vpc.source)],
        help: "add \(example) to the VPC")
    }
  }
}

extension RouteTargetReference.Kind {
  /// A gateway with its article.
  fileprivate var noun: String {
    switch self {
    case .egressOnlyInternetGateway: "an egress-only internet gateway"
    case .virtualPrivateGateway: "a virtual private gateway"
    default: "an internet gateway"
    }
  }
}
