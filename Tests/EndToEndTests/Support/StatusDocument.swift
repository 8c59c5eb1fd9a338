/// What `status --format json` prints, as far as tests read it.
struct StatusDocument: Decodable {
  struct Agent: Decodable {
    var state: String
    var pid: Int32?
  }

  struct Process: Decodable {
    var resource: String
    var name: String
    var state: String
    var pid: Int32?
    var restarts: Int
  }

  struct Target: Decodable {
    var resource: String
    var health: String
    var reason: String?
  }

  struct Traffic: Decodable {
    struct Direction: Decodable {
      var packets: Int
      var bytes: Int
    }

    var resource: String
    var toTarget: Direction
    var fromTarget: Direction
    var newFlows: Int

    enum CodingKeys: String, CodingKey {
      case resource
      case toTarget = "to_target"
      case fromTarget = "from_target"
      case newFlows = "new_flows"
    }
  }

  struct GatewayLoadBalancer: Decodable {
    var resource: String
    var flows: Int
    var endpoints: [Traffic]
    var targets: [Traffic]
  }

  struct Scaling: Decodable {
    var group: String
    var value: Int?
    var inService: Int
    var draining: Int
    var wanted: Int

    enum CodingKeys: String, CodingKey {
      case group, value, draining, wanted
      case inService = "in_service"
    }
  }

  struct Drop: Decodable {
    var resource: String
    var reason: String
    var packets: Int
  }

  var topology: String
  var agent: Agent
  var processes: [Process]
  var targets: [Target]
  var scaling: [Scaling]
  var gatewayLoadBalancers: [GatewayLoadBalancer]
  var appliances: [Traffic]
  var drops: [Drop]
  var problems: [String]

  enum CodingKeys: String, CodingKey {
    case topology, agent, processes, targets, scaling, appliances, drops, problems
    case gatewayLoadBalancers = "gateway_load_balancers"
  }

  /// Packets that were dropped for a reason, in status's words.
  func dropped(_ reason: String) -> Int {
    drops.filter { $0.reason == reason }.reduce(0) { $0 + $1.packets }
  }

  /// What a gateway load balancer's targets have carried, by resource.
  var targetTraffic: [String: Traffic] {
    Dictionary(
      gatewayLoadBalancers.flatMap(\.targets).map { ($0.resource, $0) },
      uniquingKeysWith: { first, _ in first })
  }
}
