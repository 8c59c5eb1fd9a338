import HostState
import IPAddressing

extension DataPlaneState {
  /// What differs, in a few words each.
  func details(against new: DataPlaneState) -> [String] {
    switch (self, new) {
    case (.gatewayLoadBalancer(let old), .gatewayLoadBalancer(let new)):
      Self.members("endpoint", old.endpoints, new.endpoints) { $0.resource }
        + Self.members("node", old.nodes, new.nodes) { $0.link.rawValue }
        + Self.members("target", old.targets, new.targets) { $0.resource }
        + Change.detail("cross zone", old.crossZone, new.crossZone)
        + Change.detail("stickiness", old.stickiness.rawValue, new.stickiness.rawValue)
        + (old.stickiness == new.stickiness ? [] : ["which ends established connections"])
        + Change.detail("tcp idle timeout", old.tcpIdleTimeout, new.tcpIdleTimeout)
        + Change.detail("rebalances", old.rebalances, new.rebalances)
        + Change.detail("tcp resets", old.tcpResets.rawValue, new.tcpResets.rawValue)
        + Change.detail("deregistration delay", old.deregistrationDelay, new.deregistrationDelay)
        + (old.healthCheck == new.healthCheck ? [] : ["health check"])
        + (old.scaling == new.scaling ? [] : ["scaling"])
        + (old.strayZones ?? []).map { zone in
          "maglev table of zone "
            + (old.nodes.first { $0.zone == zone }?.zoneName ?? "number \(zone)")
        }
    case (.networkAddressTranslation(let old), .networkAddressTranslation(let new)):
      Change.detail("link", old.link, new.link)
        + Self.members(
          "mapping", old.publicToPrivate.map { "\($0.key) to \($0.value)" },
          new.publicToPrivate.map { "\($0.key) to \($0.value)" }
        ) { $0 }
        + Self.members("VPC CIDR", Array(old.vpcCIDRs), Array(new.vpcCIDRs)) { "\($0)" }
    case (.firewall(let old), .firewall(let new)):
      Change.detail("link", old.link, new.link) + Change.detail("address", old.address, new.address)
        + Self.members("endpoint", old.endpoints, new.endpoints) { String($0.id, radix: 16) }
        + Change.detail("health port", old.healthPort, new.healthPort)
    case (.passThrough(let old), .passThrough(let new)):
      Change.detail("link", old.link, new.link) + Change.detail("address", old.address, new.address)
        + Self.members("node", old.nodeAddresses, new.nodeAddresses) { "\($0)" }
        + Change.detail("health port", old.healthPort, new.healthPort)
    case (.sourceCheck(let old), .sourceCheck(let new)):
      Self.members("port", old.ports, new.ports) { $0.link.rawValue }
    default: ["another kind of data plane"]
    }
  }

  private static func members<Member: Hashable>(
    _ what: String, _ old: [Member], _ new: [Member], name: (Member) -> String
  ) -> [String] {
    let (oldNames, newNames) = (Set(old.map(name)), Set(new.map(name)))
    let differing = Set(old).symmetricDifference(new).map(name)
    let changed = Set(differing).intersection(oldNames).intersection(newNames)
    return newNames.subtracting(oldNames).sorted().map { "+\(what) \($0)" }
      + oldNames.subtracting(newNames).sorted().map { "-\(what) \($0)" }
      + changed.sorted().map { "\(what) \($0)" }
  }
}
