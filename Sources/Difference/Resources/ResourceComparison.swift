import Diagnostics
import IPAddressing
import Proof
import Threads
import Topology

/// Which resources of two topologies differ, in what.
struct ResourceComparison {
  private let joint: JointTopologies
  private(set) var changes: [ResourceChange] = []

  init(_ joint: JointTopologies) {
    self.joint = joint
    compare(\.internetHosts, \.internet.hosts) { $0.resource($1) }
    compare(\.prefixLists, \.prefixLists) { $0.resource($1) }
    compare(\.vpcs, \.vpcs) { $0.resource($1) }
    compare(\.subnets, \.subnets) { $0.resource($1) }
    compare(\.routeTables, \.routeTables, isHidden: \.isImplicit) { $0.resource($1) }
    compareRoutes()
    compare(\.natGateways, \.natGateways) { $0.resource($1) }
    compare(\.gwlbEndpoints, \.gwlbEndpoints) { $0.resource($1) }
    compare(\.gatewayLoadBalancers, \.gatewayLoadBalancers) { $0.resource($1) }
    compare(\.applianceGroups, \.applianceGroups) { $0.resource($1) }
    compare(\.loadBalancers, \.loadBalancers) { $0.resource($1) }
    compare(\.targetGroups, \.targetGroups) { $0.resource($1) }
    compare(\.instances, \.instances) { $0.resource($1) }
    compare(\.peerings, \.peerings) { $0.resource($1) }
    compare(\.transitGateways, \.transitGateways) { $0.resource($1) }
    compare(\.attachments, \.transitGatewayAttachments) { $0.resource($1) }
    compare(\.transitGatewayRouteTables, \.transitGatewayRouteTables) { $0.resource($1) }
    compareHubRoutes()
    changes.sort { $0.address < $1.address }
  }

  private func describer(_ side: JointTopologies.Side) -> ResourceDescriber {
    ResourceDescriber(joint, side)
  }

  private mutating func compare<Element: Sendable>(
    _ matching: KeyPath<Correspondence, Matching<Element>>,
    _ elements: KeyPath<Topology, [Element]>,
    isHidden: @Sendable (Element) -> Bool = { _ in false },
    _ describe: @Sendable (ResourceDescriber, Element) -> Resource
  ) {
    let matching = joint.correspondence[keyPath: matching]
    let (old, new) = (joint.old[keyPath: elements], joint.new[keyPath: elements])
    let (before, after) = (describer(.old), describer(.new))
    changes += Parallel.map(old.count, least: 1000) { range in
      range.compactMap { index -> ResourceChange? in
        if isHidden(old[index]) { return nil }
        let counterpart = Int(matching.newOfOld[index])
        return Self.change(
          describe(before, old[index]), counterpart < 0 ? nil : describe(after, new[counterpart]))
      }
    }.flatMap(\.self)
    for (index, element) in new.enumerated()
    where !isHidden(element) && matching.oldOfNew[index] < 0 {
      add(nil, describe(after, element))
    }
  }

  private mutating func add(_ old: Resource?, _ new: Resource?) {
    if let change = Self.change(old, new) { changes.append(change) }
  }

  private static func change(_ old: Resource?, _ new: Resource?) -> ResourceChange? {
    guard let address = new?.address ?? old?.address else { return nil }
    let attributes: [ResourceChange.Attribute] =
      if let old, let new {
        Resource.changes(old, new)
      } else {
        (old ?? new)?.attributes.map {
          .init(
            name: $0.name, before: old == nil ? nil : $0.text, after: new == nil ? nil : $0.text)
        } ?? []
      }
    // What lives in a VPC that was renamed is not told again.
    let names = [old, new].map { $0?.address.split(separator: "/", maxSplits: 1).last }
    let isRenamed = old != nil && new != nil && names[0] != names[1]
    if old != nil, new != nil, attributes.isEmpty, !isRenamed { return nil }
    return ResourceChange(
      action: old == nil
        ? .added : new == nil ? .removed : attributes.isEmpty ? .renamed : .changed,
      address: address, oldAddress: isRenamed ? old?.address : nil, attributes: attributes,
      oldLocation: old?.location, location: new?.location)
  }

  private struct RouteKey: Hashable {
    var destination: Prefix
    /// Empty for a route of its own, else the prefix list.
    var list: String
  }

  /// Routes of tables that both sides have; those of a table that came or went are told with it.
  private mutating func compareRoutes() {
    let tables = joint.correspondence.routeTables
    let (before, after) = (describer(.old), describer(.new))
    for table in joint.old.routeTables {
      guard let other = tables.new(of: table.id), !isSame(table, joint.new[other]) else { continue }
      compare(
        routes(table, before), routes(joint.new[other], after),
        { before.resource($0, in: table.id) }, { after.resource($0, in: other) })
    }
  }

  /// Whether two tables have the same name and the same routes, line by line: nearly all do, and need
  /// no words for each of their routes.
  private func isSame(_ left: RouteTable, _ right: RouteTable) -> Bool {
    left.name == right.name && left.routes.count == right.routes.count
      && zip(left.routes, right.routes).allSatisfy { left, right in
        left.destination == right.destination && isSame(left.origin, right.origin)
          && joint.correspondence.isSame(left.target, right.target)
      }
  }

  private func isSame(_ left: RouteOrigin, _ right: RouteOrigin) -> Bool {
    switch (left, right) {
    case (.local, .local), (.static, .static), (.propagated, .propagated): true
    // Lists go by their names.
    case (.prefixList, _), (_, .prefixList), (.local, _), (.static, _), (.propagated, _): false
    }
  }

  private func routes(_ table: RouteTable, _ describer: ResourceDescriber) -> [(RouteKey, Route)] {
    table.routes.compactMap { route in
      switch route.origin {
      case .propagated: nil
      case .local: route.target == .local ? nil : (key(route.destination), route)
      case .static: (key(route.destination), route)
      // One route of the file for all of a list's entries.
      case .prefixList(let list, let entry):
        entry == 0
          ? (RouteKey(destination: route.destination, list: describer.name(list)), route) : nil
      }
    }
  }

  private func key(_ destination: Prefix) -> RouteKey {
    RouteKey(destination: destination, list: "")
  }

  private mutating func compareHubRoutes() {
    let tables = joint.correspondence.transitGatewayRouteTables
    let (before, after) = (describer(.old), describer(.new))
    for table in joint.old.transitGatewayRouteTables {
      guard let other = tables.new(of: table.id) else { continue }
      compare(
        hubRoutes(table), hubRoutes(joint.new[other]), { before.resource($0, in: table.id) },
        { after.resource($0, in: other) })
    }
  }

  private func hubRoutes(
    _ table: TransitGatewayRouteTable
  ) -> [(RouteKey, TransitGatewayRouteTable.Route)] {
    table.routes.compactMap { $0.origin == .propagated ? nil : (key($0.destination), $0) }
  }

  private mutating func compare<Element>(
    _ old: [(key: RouteKey, route: Element)], _ new: [(key: RouteKey, route: Element)],
    _ before: (Element) -> Resource, _ after: (Element) -> Resource
  ) {
    var left = Dictionary(
      new.map { ($0.key, $0.route) }, uniquingKeysWith: { first, _ in first })
    var told: Set<RouteKey> = []
    for (key, route) in old where told.insert(key).inserted {
      let counterpart = left.removeValue(forKey: key)
      add(before(route), counterpart.map(after))
    }
    for (key, route) in new where left.removeValue(forKey: key) != nil { add(nil, after(route)) }
  }
}
