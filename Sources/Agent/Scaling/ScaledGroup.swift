import HostState
import IPAddressing
import RunDirectory

/// One appliance group that is sized by its load, as it is on the host.
struct ScaledGroup {
  var policy: GatewayLoadBalancerDataPlane.Scaling
  /// The gateway load balancers that it serves, which all have the same targets.
  var namespaces: [NamespaceName]
  /// In the order of their slots; those that are drained are the last.
  var targets: [GatewayLoadBalancerDataPlane.Target]
  /// Seconds.
  var deregistrationDelay: Int
  var tracking = TargetTracking()
  /// What the appliances in service had carried when they were looked at last.
  var last: (time: MonotonicTime, load: TargetLoad)?
  /// Per appliance in service; nil until it is known.
  var value: Double?

  var members: Int { targets.count }
  var inService: Int { targets.count { !$0.isDraining } }

  /// Whether flows have to be told apart by their targets.
  var countsFlows: Bool { policy.metric == .activeFlows || inService < members }

  /// How many members are left without those at the end that have no flows, or no more time.
  func membersLeft(_ loads: [IPAddress: TargetLoad]) -> Int {
    let rest = targets.reversed().drop { target in
      guard target.isDraining, let load = loads[target.address] else { return false }
      return load.flows == 0 || load.draining >= Double(deregistrationDelay)
    }
    return rest.count
  }

  /// Whether each appliance in service serves, in order: some gateway load balancer does not hold it
  /// for dead.
  func serving(failed: [Set<IPAddress>]) -> [Bool] {
    targets.filter { !$0.isDraining }.map { target in
      !failed.allSatisfy { $0.contains(target.address) }
    }
  }

  /// The load of all that are in service together, in the metric's unit; nil while there is nothing
  /// to compare with, or one of them is not known.
  mutating func load(_ loads: [IPAddress: TargetLoad], at now: MonotonicTime) -> Double? {
    var sum = TargetLoad()
    for target in targets where !target.isDraining {
      guard let load = loads[target.address] else { return nil }
      sum = sum + load
    }
    defer { last = (now, sum) }
    if policy.metric == .activeFlows { return Double(sum.flows) }
    guard let last, now > last.time else { return nil }
    let (old, new) =
      policy.metric == .bytes ? (last.load.bytes, sum.bytes) : (last.load.packets, sum.packets)
    // Another set of appliances has another sum.
    guard new >= old else { return nil }
    return Double(new - old) / (now - last.time)
  }
}

extension AgentConfiguration {
  /// By the groups' resources.
  var scaledGroups: [String: ScaledGroup] {
    var groups: [String: ScaledGroup] = [:]
    for (name, namespace) in namespaces.sorted(by: { $0.key < $1.key }) {
      guard case .gatewayLoadBalancer(let balancer)? = namespace.dataPlane,
        let policy = balancer.scaling
      else { continue }
      groups[
        policy.group,
        default: ScaledGroup(
          policy: policy, namespaces: [], targets: balancer.targets.sorted { $0.slot < $1.slot },
          deregistrationDelay: balancer.deregistrationDelay)
      ].namespaces.append(name)
    }
    return groups
  }
}
