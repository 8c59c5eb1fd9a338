import Configuration
import Diagnostics
import HostState
import Testing
import Topology

@testable import Lowering

/// Names from which two links would have one name.
struct Alike: Sendable, CustomTestStringConvertible {
  /// That name, which one of them has.
  let link: String
  /// What is called otherwise in the network.
  let names: [String: String]

  init(_ link: String, _ names: [String: String]) {
    self.link = link
    self.names = names
  }

  var testDescription: String { link }
}

@Suite("Names of links")
struct LinkNamesTests {
  private static let network = """
    bumpwire: 1
    name: alike
    zones: [zone1, zone2]
    internet: { hosts: { host1: { address: 198.51.100.10 }, host2: { address: 198.51.100.11 } } }
    vpcs:
      vpc1:
        cidr: 10.1.0.0/16
        internet_gateway: {}
        subnets:
          net1: { cidr: 10.1.1.0/24, zone: zone1, route_table: out }
          net2: { cidr: 10.1.2.0/24, zone: zone2, route_table: out }
        route_tables:
          out: { routes: { 0.0.0.0/0: internet_gateway, 10.2.0.0/16: peering/peer1 } }
          way: { routes: { 0.0.0.0/0: gwlb_endpoint/in1, 10.9.0.0/16: peering/peer2 } }
          aux: { routes: { 0.0.0.0/0: gwlb_endpoint/in2 } }
        gwlb_endpoints:
          in1: { subnet: net1, service: hub/glb1 }
          in2: { subnet: net1, service: hub/glb1 }
        nat_gateways:
          nat1: { subnet: net1, public_address: 203.0.113.1 }
          nat2: { subnet: net2, public_address: 203.0.113.2 }
        instances: { box1: { subnet: net1 }, box2: { subnet: net2 } }
        target_groups:
          web: { protocol: http, port: 80, targets: [box1] }
          api: { protocol: http, port: 80, targets: [box2] }
        load_balancers:
          alb1:
            subnets: [net1, net2]
            listeners: [{ port: 80, protocol: http, target_group: web }]
          alb2:
            subnets: [net1, net2]
            listeners: [{ port: 80, protocol: http, target_group: api }]
      vpc2:
        cidr: 10.2.0.0/16
        internet_gateway: {}
        subnets: { net: { cidr: 10.2.1.0/24, zone: zone1 } }
        gwlb_endpoints: { in3: { subnet: net, service: hub/glb1 } }
      hub:
        cidr: 10.9.0.0/16
        subnets:
          sec1: { cidr: 10.9.1.0/24, zone: zone1 }
          sec2: { cidr: 10.9.2.0/24, zone: zone2 }
        gwlb_endpoints: { in4: { subnet: sec1, service: hub/glb1 } }
        gateway_load_balancers:
          glb1: { subnets: [sec1], appliance_group: group1 }
          glb2: { subnets: [sec2], appliance_group: group2 }
        appliance_groups:
          group1: { subnets: [sec1], size: 1, appliance: pass_through }
          group2: { subnets: [sec2], appliance: { external: [10.9.2.50], interface: eth9 } }
    peerings: { peer1: { between: [vpc1, vpc2] }, peer2: { between: [vpc1, hub] } }
    """

  /// The network with other names in it.
  private static func lowered(_ names: [String: String] = [:]) throws -> LoweredTopology {
    var text = network
    for (name, other) in names { text = text.split(separator: name).joined(separator: other) }
    let bytes = Array(text.utf8)
    let files = FileAccess(
      read: { path, _ in .success(SourceFile(path: path, bytes: bytes)) }, resolved: { $0 })
    let resolution = TopologyResolver.resolve(path: "alike.yaml", files: files)
    #expect(resolution.diagnostics.filter { $0.severity == .error }.map(\.message) == [])
    let topology = resolution.topology
    let lowered = Lowering.lower(try #require(topology))
    #expect(lowered.diagnostics.map(\.message) == [])
    return lowered
  }

  /// Whose each link of each namespace is.
  private static func owners(_ lowered: LoweredTopology) -> [String: String] {
    var owners: [String: String] = [:]
    for (object, origin) in lowered.origins {
      guard case .link(let link) = object.kind else { continue }
      owners["\(object.namespace) \(link)"] = origin.resource
    }
    return owners
  }

  @Test(
    "the resources of a namespace have links of their own, whatever their names",
    arguments: [
      // Joined.
      Alike("e-vpc1-x-in", ["vpc2": "vpc1-x", "in1": "x-in", "in3": "in"]),
      Alike(
        "e-a-x-y-in",
        ["vpc1": "a-x-y", "in1": "in", "vpc2": "a", "in3": "x-y-in", "hub": "a-x", "in4": "y-in"]),
      Alike("l-lb-x-net", ["alb1": "lb", "net1": "x-net", "alb2": "lb-x", "net2": "net"]),
      Alike("g-lb-x-az", ["glb1": "lb", "zone1": "x-az", "glb2": "lb-x", "zone2": "az"]),
      Alike("a-fw-0", ["group1": "fw", "group2": "fw-0"]),
      // Cut.
      Alike("s-privat~cc9ymg", ["net1": "private-net-036048", "net2": "private-net-048178"]),
      Alike("b-privat~6csjqm", ["net1": "private-net-049500", "net2": "private-net-054837"]),
      Alike("u-privat~c9rpcv", ["net1": "private-net-001560", "net2": "private-net-020208"]),
      Alike("i-web-se~8x8x1o", ["box1": "web-server-006273", "box2": "web-server-047145"]),
      Alike("n-nat-ga~6ugohf", ["nat1": "nat-gateway-019452", "nat2": "nat-gateway-050755"]),
      Alike("h-home-o~f19xoh", ["host1": "home-office-009817", "host2": "home-office-025034"]),
      Alike("w-custom~2jjre9", ["vpc1": "customer-vpc-032808", "vpc2": "customer-vpc-054319"]),
      Alike("p-shared~1lfy3d", ["peer1": "shared-peer-008032", "peer2": "shared-peer-060202"]),
      Alike("e-inspec~87bgyn", ["in1": "inspect-all-033141", "in2": "inspect-all-049942"]),
    ])
  func alike(_ alike: Alike) throws {
    let lowered = try Self.lowered(alike.names)
    let owners = Self.owners(lowered)
    #expect(owners.keys.contains { $0.hasSuffix(" \(alike.link)") }, "they are not alike")
    #expect(owners.count == Self.owners(try Self.lowered()).count)
    for (name, namespace) in lowered.state.namespaces {
      #expect(Set(namespace.links.values.map(\.index)).count == namespace.links.count)
      for (link, state) in namespace.links {
        #expect(link.rawValue.utf8.count <= 15 && !link.rawValue.contains("/"))
        guard case .veth(let other, let peer) = state.kind else { continue }
        let back = lowered.state.namespaces[other]?.links[peer]?.kind
        #expect(back == .veth(peerNamespace: name, peer: link))
        #expect(owners["\(name) \(link)"] == owners["\(other) \(peer)"])
      }
      let used =
        namespace.rules.compactMap(\.inputLink) + namespace.routes.compactMap(\.action.link)
        + namespace.addresses.map(\.link) + namespace.neighbors.map(\.link)
      #expect(Set(used).subtracting(namespace.links.keys).isSubset(of: [.loopback]))
    }
  }

  @Test("who has the name does not hang on the order in the file")
  func order() throws {
    let (one, other) = ("web-server-006273", "web-server-047145")
    let owners = Self.owners(try Self.lowered(["box1": one, "box2": other]))
    #expect(owners == Self.owners(try Self.lowered(["box1": other, "box2": one])))
  }

  @Test("no link is named otherwise for what is alike with another")
  func others() throws {
    let before = try Self.lowered(["box1": "web-server-006273"]).state
    let after = try Self.lowered(["box1": "web-server-006273", "box2": "web-server-047145"]).state
    for (name, namespace) in before.namespaces where !namespace.resource.hasSuffix("box2") {
      for (link, state) in namespace.links where link.rawValue != "i-box2" {
        #expect(after.namespaces[name]?.links[link] == state, "\(name) \(link)")
      }
    }
  }
}
