import Topology

/// Correct architectures (AWS's own; `design` calls the first the seed).
enum Networks {
  /// The seed: a public load balancer behind endpoints in two zones.
  static func catagram() -> NetworkBuilder {
    var network = NetworkBuilder()
    network.service("fw")
    network.internetHosts = [("client", "198.51.100.10")]
    network.vpc("app", "10.0.0.0/16") { vpc in
      vpc.gateway(edge: "ingress")
      vpc.subnet("alb-a", "10.0.1.0/24", zone: "a", table: "alb-a")
      vpc.subnet("alb-b", "10.0.2.0/24", zone: "b", table: "alb-b")
      vpc.subnet("gwlbe-a", "10.0.11.0/28", zone: "a", table: "endpoints")
      vpc.subnet("gwlbe-b", "10.0.12.0/28", zone: "b", table: "endpoints")
      vpc.subnet("app-a", "10.0.21.0/24", zone: "a", hosts: true)
      vpc.subnet("app-b", "10.0.22.0/24", zone: "b", hosts: true)
      vpc.table("ingress", ["subnet/alb-a": "gwlbe/e-a", "subnet/alb-b": "gwlbe/e-b"])
      vpc.table("alb-a", ["0.0.0.0/0": "gwlbe/e-a"])
      vpc.table("alb-b", ["0.0.0.0/0": "gwlbe/e-b"])
      vpc.table("endpoints", ["0.0.0.0/0": "igw"])
      vpc.endpoint("e-a", "gwlbe-a")
      vpc.endpoint("e-b", "gwlbe-b")
      vpc.instance("web-a", "app-a")
      vpc.instance("web-b", "app-b")
      vpc.balancers = [
        ("web", [("alb-a", "203.0.113.10"), ("alb-b", "203.0.113.11")], ["web-a", "web-b"])
      ]
    }
    network.inspections = [("web", "internet", "app/load_balancer/web", ["fw"], true)]
    network.expectations = [
      ("internet/client", "app/load_balancer/web", .inspected),
      ("internet/client", "app/instance/web-a", .unreachable),
    ]
    return network
  }

  /// Section 5 (b) of the AWS reference: hosts behind an endpoint a zone.
  static func distributed(_ cidr6: Bool = false) -> NetworkBuilder {
    var network = NetworkBuilder()
    network.service("fw")
    network.vpc("app", "10.0.0.0/16") { vpc in
      if cidr6 { vpc.cidrs.append("2001:db8:1::/56") }
      vpc.gateway(edge: "edge")
      for (index, zone) in ["a", "b"].enumerated() {
        vpc.subnet(
          "app-\(zone)", "10.0.\(index + 1).0/24", zone: zone, table: "app-\(zone)", hosts: true)
        vpc.subnet("fw-\(zone)", "10.0.1\(index + 1).0/28", zone: zone, table: "fw-\(zone)")
        if cidr6 {
          vpc.subnets[index * 2].cidrs.append("2001:db8:1:\(index + 1)::/64")
          vpc.subnets[index * 2 + 1].cidrs.append("2001:db8:1:1\(index + 1)::/64")
        }
        vpc.table("app-\(zone)", ["0.0.0.0/0": "gwlbe/e-\(zone)"])
        vpc.table("fw-\(zone)", ["0.0.0.0/0": "igw"])
        if cidr6 {
          vpc.tables[index * 2].routes.append(("::/0", "gwlbe/e-\(zone)"))
          vpc.tables[index * 2 + 1].routes.append(("::/0", "igw"))
        }
        vpc.endpoint("e-\(zone)", "fw-\(zone)")
      }
      vpc.table("edge", ["subnet/app-a": "gwlbe/e-a", "subnet/app-b": "gwlbe/e-b"])
    }
    return network
  }

  /// Section 5 (c): inspected before it is translated; `replacingLocal` is the sample's own way.
  static func natEgress(replacingLocal: Bool = false) -> NetworkBuilder {
    var network = NetworkBuilder()
    network.service("fw")
    network.vpc("app", "10.0.0.0/16") { vpc in
      vpc.gateway()
      for (index, zone) in ["a", "b"].enumerated() {
        vpc.subnet(
          "app-\(zone)", "10.0.2\(index + 1).0/24", zone: zone, table: "app-\(zone)", hosts: true)
        vpc.subnet("fw-\(zone)", "10.0.1\(index + 1).0/28", zone: zone, table: "fw-\(zone)")
        vpc.subnet("nat-\(zone)", "10.0.\(index + 1).0/24", zone: zone, table: "nat-\(zone)")
        vpc.table("app-\(zone)", ["0.0.0.0/0": "gwlbe/e-\(zone)"])
        vpc.table("fw-\(zone)", ["0.0.0.0/0": "nat/nat-\(zone)"])
        vpc.table(
          "nat-\(zone)",
          [
            replacingLocal ? "10.0.0.0/16" : "subnet/app-\(zone)": "gwlbe/e-\(zone)",
            "0.0.0.0/0": "igw",
          ])
        vpc.endpoint("e-\(zone)", "fw-\(zone)")
        vpc.nat("nat-\(zone)", "nat-\(zone)")
      }
    }
    return network
  }

  /// Section 5 (d): spokes behind a transit gateway, an inspection VPC with NAT.
  static func centralised(egress: Bool = true, zones: [String] = ["a", "b"]) -> NetworkBuilder {
    var network = NetworkBuilder(zones: zones)
    network.service("fw")
    for (index, name) in ["left", "right"].enumerated() {
      network.vpc(name, "10.\(index + 1).0.0/16") { vpc in
        for (offset, zone) in zones.enumerated() {
          vpc.subnet(
            "app-\(zone)", "10.\(index + 1).\(offset).0/24", zone: zone, table: "app", hosts: true)
          vpc.subnet("tgw-\(zone)", "10.\(index + 1).\(offset + 100).0/28", zone: zone)
        }
        vpc.table("app", ["0.0.0.0/0": "tgw"])
      }
      network.attachment(
        name, name, zones.map { "tgw-\($0)" }, table: "spokes", propagateTo: ["inspected"])
    }
    network.vpc("inspection", "10.100.0.0/16") { vpc in
      if egress { vpc.gateway() }
      for (offset, zone) in zones.enumerated() {
        vpc.subnet("tgw-\(zone)", "10.100.\(offset).0/28", zone: zone, table: "in-\(zone)")
        vpc.subnet("fw-\(zone)", "10.100.\(offset + 10).0/28", zone: zone, table: "fw-\(zone)")
        vpc.table("in-\(zone)", ["0.0.0.0/0": "gwlbe/e-\(zone)"])
        vpc.endpoint("e-\(zone)", "fw-\(zone)")
        guard egress else {
          vpc.table("fw-\(zone)", ["0.0.0.0/0": "tgw"])
          continue
        }
        vpc.subnet("nat-\(zone)", "10.100.\(offset + 20).0/28", zone: zone, table: "nat-\(zone)")
        vpc.table("fw-\(zone)", ["10.0.0.0/8": "tgw", "0.0.0.0/0": "nat/nat-\(zone)"])
        vpc.table("nat-\(zone)", ["10.0.0.0/8": "gwlbe/e-\(zone)", "0.0.0.0/0": "igw"])
        vpc.nat("nat-\(zone)", "nat-\(zone)")
      }
    }
    network.attachment(
      "inspection", "inspection", zones.map { "tgw-\($0)" }, table: "inspected",
      applianceMode: true)
    network.hubTable("spokes", ["0.0.0.0/0": "inspection"])
    network.hubTable("inspected")
    return network
  }

  /// Section 5 (e2): one endpoint between two subnets of a VPC.
  static func eastWest() -> NetworkBuilder {
    var network = NetworkBuilder()
    network.service("fw")
    network.vpc("app", "10.0.0.0/16") { vpc in
      vpc.subnet("left", "10.0.1.0/24", zone: "a", table: "left", hosts: true)
      vpc.subnet("right", "10.0.2.0/24", zone: "b", table: "right", hosts: true)
      vpc.subnet("fw", "10.0.3.0/28", zone: "a")
      vpc.table("left", ["subnet/right": "gwlbe/e"])
      vpc.table("right", ["subnet/left": "gwlbe/e"])
      vpc.endpoint("e", "fw")
    }
    return network
  }

  /// Section 5 (e3): a load balancer's zones decide the endpoint between it and its targets.
  static func balancedTargets() -> NetworkBuilder {
    var network = NetworkBuilder()
    network.service("fw")
    network.vpc("app", "10.1.0.0/16") { vpc in
      vpc.gateway()
      for (index, zone) in ["a", "b"].enumerated() {
        let other = zone == "a" ? "b" : "a"
        vpc.subnet("pub-\(zone)", "10.1.1\(index + 1).0/24", zone: zone, table: "pub-\(zone)")
        vpc.subnet("fw-\(zone)", "10.1.\(index + 1).0/28", zone: zone)
        vpc.subnet(
          "app-\(zone)", "10.1.2\(index + 1).0/24", zone: zone, table: "app-\(zone)", hosts: true)
        vpc.table(
          "pub-\(zone)",
          [
            "subnet/app-a": "gwlbe/e-\(zone)", "subnet/app-b": "gwlbe/e-\(zone)",
            "0.0.0.0/0": "igw",
          ])
        vpc.table(
          "app-\(zone)",
          [
            "subnet/pub-\(zone)": "gwlbe/e-\(zone)", "subnet/pub-\(other)": "gwlbe/e-\(other)",
            "subnet/app-\(other)": "gwlbe/e-a",
          ])
        vpc.endpoint("e-\(zone)", "fw-\(zone)")
        vpc.instance("web-\(zone)", "app-\(zone)")
      }
      vpc.balancers = [
        ("web", [("pub-a", "203.0.113.10"), ("pub-b", "203.0.113.11")], ["web-a", "web-b"])
      ]
    }
    return network
  }

  /// Fixture 11: two services in a row.
  static func chained() -> NetworkBuilder {
    var network = NetworkBuilder(zones: ["a"])
    network.service("ids")
    network.service("fw")
    network.vpc("app", "10.0.0.0/16") { vpc in
      vpc.subnet("left", "10.0.1.0/24", table: "left", hosts: true)
      vpc.subnet("right", "10.0.2.0/24", table: "right", hosts: true)
      vpc.subnet("ids", "10.0.3.0/28", table: "ids")
      vpc.subnet("fw", "10.0.4.0/28", table: "fw")
      vpc.table("left", ["subnet/right": "gwlbe/ids"])
      vpc.table("ids", ["subnet/right": "gwlbe/fw"])
      vpc.table("fw", ["subnet/left": "gwlbe/ids"])
      vpc.table("right", ["subnet/left": "gwlbe/fw"])
      vpc.endpoint("ids", "ids", service: "ids")
      vpc.endpoint("fw", "fw", service: "fw")
    }
    return network
  }
}
