import IPAddressing
import Topology

/// Describes one side's resources, so that they can be compared with the other side's.
struct ResourceDescriber {
  let joint: JointTopologies
  let side: JointTopologies.Side
  let topology: Topology

  init(_ joint: JointTopologies, _ side: JointTopologies.Side) {
    self.joint = joint
    self.side = side
    topology = joint.topology(side)
  }

  func name(_ list: ID<PrefixList>) -> String {
    list.index < topology.prefixLists.count ? topology[list].name : ""
  }

  /// A reference is the same where it names the same thing, whatever that is called.
  func reference<Element>(
    _ name: String, _ ids: [ID<Element>],
    _ matching: KeyPath<Correspondence, Matching<Element>>, _ address: (ID<Element>) -> String
  ) -> Resource.Attribute {
    let matching = joint.correspondence[keyPath: matching]
    let numbers = ids.map {
      side == .old ? matching.joint(old: $0.index) : matching.joint(new: $0.index)
    }
    return Resource.Attribute(
      name, ids.isEmpty ? "none" : ids.map(address).joined(separator: ", "),
      identity: numbers.map(String.init).joined(separator: " "))
  }

  func list(_ name: String, _ values: [some CustomStringConvertible]) -> Resource.Attribute? {
    values.isEmpty
      ? nil : Resource.Attribute(name, values.map(\.description).joined(separator: ", "))
  }

  func value(_ name: String, _ value: (some CustomStringConvertible)?) -> Resource.Attribute? {
    value.map { Resource.Attribute(name, $0.description) }
  }

  func target(_ target: RouteTarget) -> Resource.Attribute {
    func reference<Element>(
      _ id: ID<Element>, _ kind: String,
      _ matching: KeyPath<Correspondence, Matching<Element>>, _ address: (ID<Element>) -> String
    ) -> Resource.Attribute {
      var attribute = self.reference("target", [id], matching, address)
      attribute.identity = "\(kind) \(attribute.identity)"
      return attribute
    }
    switch target {
    case .local: return .init("target", "local")
    case .internetGateway: return .init("target", "internet_gateway")
    case .egressOnlyInternetGateway: return .init("target", "egress_only_internet_gateway")
    case .virtualPrivateGateway: return .init("target", "virtual_private_gateway")
    case .blackhole: return .init("target", "blackhole")
    case .natGateway(let id):
      return reference(id, "nat_gateway", \.natGateways) { topology.address($0) }
    case .gwlbEndpoint(let id):
      return reference(id, "gwlb_endpoint", \.gwlbEndpoints) { topology.address($0) }
    case .instance(let id):
      return reference(id, "instance", \.instances) { topology.address($0) }
    case .transitGateway(let id):
      return reference(id, "transit_gateway", \.transitGateways) { topology.address($0) }
    case .peering(let id):
      return reference(id, "peering", \.peerings) { topology.address($0) }
    }
  }
}
