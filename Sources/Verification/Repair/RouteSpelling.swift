import IPAddressing
import Topology

/// Destinations and targets as the file's table spells them.
struct RouteSpelling {
  private let rewriting: TableRewriting
  private var topology: Topology { rewriting.topology }

  init(_ rewriting: TableRewriting) { self.rewriting = rewriting }

  func target(_ decision: TableRewriting.Decision) -> String {
    switch decision {
    case .nothing: ""
    case .everywhere(let nextHop): topology.spelling(nextHop)
    case .ownZone(let target): target.spelling
    }
  }

  /// As few lines as say what some destinations lead to: `subnet/NAME` where all its CIDRs are among
  /// them and lead to one target, the CIDR otherwise.
  func lines(_ decisions: [Prefix: TableRewriting.Decision]) -> [TableRewrite.Line] {
    var rest = decisions.filter { $0.value != .nothing }
    var lines: [TableRewrite.Line] = []
    let subnets = rewriting.vpc.map { topology[$0].subnets.map { topology[$0] } } ?? []
    let zonal = Dictionary(grouping: subnets.filter { $0.zonalName != nil }) {
      $0.zonalName ?? ""
    }
    for (name, members) in zonal.sorted(by: { $0.key < $1.key }) where members.count > 1 {
      if let target = target(of: members, rest) { take("subnet/\(name)", members, target) }
    }
    for subnet in subnets {
      if let target = target(of: [subnet], rest) { take("subnet/\(subnet.name)", [subnet], target) }
    }
    func take(_ destination: String, _ members: [Subnet], _ target: String) {
      lines.append(.init(destination: destination, target: target))
      for cidr in members.flatMap(\.cidrs) { rest[cidr] = nil }
    }
    lines += rest.map { .init(destination: Self.text($0.key), target: target($0.value)) }
    return lines.sorted { $0.text < $1.text }
  }

  /// The one target of all CIDRs of some subnets.
  private func target(
    of subnets: [Subnet], _ decisions: [Prefix: TableRewriting.Decision]
  ) -> String? {
    let cidrs = subnets.flatMap { subnet in subnet.cidrs.map { (subnet, decisions[$0]) } }
    let found = cidrs.compactMap(\.1)
    guard let first = found.first, found.count == cidrs.count else { return nil }
    if found.allSatisfy({ $0 == first }) { return target(first) }
    guard rewriting.isEdge else { return nil }
    // In an edge table `@zone` is the destination's.
    var targets: Set<ZonalTarget> = []
    for (subnet, decision) in cidrs {
      guard case .everywhere(let nextHop)? = decision,
        topology.zone(of: nextHop) == subnet.zone,
        let target = topology.zonalTarget(of: nextHop)
      else { return nil }
      targets.insert(target)
    }
    return targets.count == 1 ? targets.first?.spelling : nil
  }

  /// An IPv6 destination needs quotes in a YAML flow map.
  static func text(_ prefix: Prefix) -> String {
    prefix.family == .ipv4 ? "\(prefix)" : "\"\(prefix)\""
  }
}
