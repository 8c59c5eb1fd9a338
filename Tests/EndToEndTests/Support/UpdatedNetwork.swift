import Foundation
import TestSupport

/// A network whose every part can change: two VPCs whose hosts are talked to from everywhere, `app`
/// and `shop`, and `mail`, which keeps its way whatever changes; in all, appliances mark what they
/// let through.
struct UpdatedNetwork {
  static let name = "updates"
  /// By VPC, the address that its host has outside.
  static let addresses = [
    ("app", "203.0.113.20"), ("shop", "203.0.113.21"), ("mail", "203.0.113.22"),
  ]
  /// Where datagrams storm to: every VPC whose ways change, and in `mail` not the host of the transfer,
  /// whose queue they would fill, but its neighbour.
  static let stormed = [
    ("app.instance.web", "203.0.113.20"), ("shop.instance.web", "203.0.113.21"),
    ("mail.instance.stormed", "203.0.113.23"),
  ]
  /// AF41 (RFC 2597) as a type of service.
  static let mark = "0x88"

  /// Which of its two endpoints a VPC's traffic takes.
  private var endpoints = ["app": 1, "shop": 1, "mail": 1]
  private var hasRoute = false
  private var hasOtherTable = false
  private var hasOtherEdgeTable = false
  private var hasMore = false
  private var size = 2
  private var interval = 1
  private var idleTimeout = 350
  private var delay = 1
  private var isStricter = false
  private var file = "first"
  private var isOpen = false

  /// A kind of change: each is another state, and back again when it is made once more.
  enum Change: String, CaseIterable {
    case route = "a route"
    case reroute = "a VPC's way, in two tables"
    case rerouteAll = "two VPCs' ways at once"
    case association = "a subnet's table"
    case edgeAssociation = "an internet gateway's table"
    case size = "the number of appliances"
    case healthCheck = "health checks"
    case timeout = "timeouts"
    case firewallRules = "firewall rules"
    case process = "a process"
    case more = "a subnet, an endpoint and a host more"
  }

  mutating func make(_ change: Change) {
    func turn(_ vpc: String) { endpoints[vpc] = 3 - (endpoints[vpc] ?? 1) }
    switch change {
    case .route: hasRoute.toggle()
    case .reroute: turn("app")
    case .rerouteAll:
      turn("app")
      turn("shop")
    case .association: hasOtherTable.toggle()
    case .edgeAssociation: hasOtherEdgeTable.toggle()
    case .size: size = 5 - size
    case .healthCheck: interval = 3 - interval
    case .timeout:
      idleTimeout = 750 - idleTimeout
      delay = 3 - delay
    case .firewallRules: isStricter.toggle()
    case .process: file = file == "first" ? "second" : "first"
    case .more: hasMore.toggle()
    }
  }

  /// Traffic of `app` takes no endpoint any more.
  mutating func open() { isOpen = true }

  /// The topology's text.
  var text: String {
    let folder = Repository.path("Tests/EndToEndTests/Topologies")
    let vpcs = Self.addresses.enumerated().map { vpc($1.0, number: $0, $1.1, folder) }
    let rules = isStricter ? "marking-and-more.nft" : "marking.nft"
    return """
      bumpwire: 1
      name: \(Self.name)
      zones: [a]
      internet:
        hosts:
          client: { address: 198.51.100.10 }
      vpcs:
      \(vpcs.joined(separator: "\n"))
        security:
          cidr: 10.100.0.0/16
          subnets:
            inspect: { cidr: 10.100.1.0/24, zone: a }
          gateway_load_balancers:
            inspection:
              subnets: [inspect]
              appliance_group: appliances
              tcp_idle_timeout: \(idleTimeout)s
          appliance_groups:
            appliances:
              subnets: [inspect]
              size: \(size)
              deregistration_delay: \(delay)s
              appliance: { firewall: { rules: \(rules) } }
              health_check:
                protocol: tcp
                port: 80
                interval: \(interval)s
                timeout: 500ms
                healthy_threshold: 2

      """
  }

  private func vpc(_ name: String, number: Int, _ address: String, _ folder: String) -> String {
    let endpoint = "gwlb_endpoint/inspect-\(endpoints[name] ?? 1)"
    let isMail = name == "mail"
    let isOpen = isOpen && name == "app"
    let inward = isOpen ? "{}" : "{ routes: { subnet/app: \(endpoint) } }"
    let outward = isOpen ? "internet_gateway" : endpoint
    let another = isMail && hasRoute ? ", 192.0.2.0/24: \(endpoint)" : ""
    let routes = "{ routes: { 0.0.0.0/0: \(outward)\(another) } }"
    let (table, edgeTable) =
      isMail
      ? (hasOtherTable ? "app-2" : "app", hasOtherEdgeTable ? "ingress-2" : "ingress")
      : ("app", "ingress")
    let range = "10.\(number)"
    var lines = [
      "\(name):",
      "  cidr: \(range).0.0/16",
      "  internet_gateway: { route_table: \(edgeTable) }",
      "  subnets:",
      "    gwlbe-1: { cidr: \(range).11.0/28, zone: a, route_table: endpoints }",
      "    gwlbe-2: { cidr: \(range).12.0/28, zone: a, route_table: endpoints }",
      "    app: { cidr: \(range).21.0/24, zone: a, route_table: \(table) }",
      "    spare: { cidr: \(range).31.0/24, zone: a }",
      "  route_tables:",
      "    \(edgeTable): \(inward)",
      "    \(table): \(routes)",
      "    endpoints: { routes: { 0.0.0.0/0: internet_gateway } }",
      "  gwlb_endpoints:",
      "    inspect-1: { subnet: gwlbe-1, service: security/inspection }",
      "    inspect-2: { subnet: gwlbe-2, service: security/inspection }",
      "  instances:",
      "    web:",
      "      subnet: app",
      "      public_address: \(address)",
      "      process: [python3, -B, \(folder)/campaign/echo.py]",
    ]
    if isMail {
      lines.append(
        "    stormed: { subnet: app, public_address: \(Self.stormed[2].1), "
          + "process: [python3, -B, \(folder)/campaign/echo.py] }")
      lines.append("    other: { subnet: spare, process: [sh, -c, \"sleep infinity; : \(file)\"] }")
    }
    if isMail, hasMore {
      lines.append("    third: { subnet: spare-2 }")
      lines.insert("    spare-2: { cidr: \(range).32.0/24, zone: a }", at: 7)
      lines.insert(
        "    gwlbe-3: { cidr: \(range).13.0/28, zone: a, route_table: endpoints }", at: 7)
      if let place = lines.firstIndex(of: "  instances:") {
        lines.insert("    inspect-3: { subnet: gwlbe-3, service: security/inspection }", at: place)
      }
    }
    return lines.map { "  \($0)" }.joined(separator: "\n")
  }
}
