package import Diagnostics
package import IPAddressing

/// An auto scaling group of appliances and its GENEVE target group, as one.
package struct ApplianceGroup: Sendable {
  /// What the members run.
  package enum Appliance: Hashable, Sendable {
    /// Stateful nftables rules, from a file in the topology's folder.
    case firewall(rules: FirewallRules)
    case passThrough
    /// Third-party software that speaks GENEVE itself on UDP 6081.
    case process([String])
    /// Real appliances, reached over a host interface.
    case external([IPAddress], interface: String?)
  }

  package enum Stickiness: String, Hashable, Sendable {
    case fiveTuple = "5_tuple"
    case threeTuple = "3_tuple"
    case twoTuple = "2_tuple"
  }

  package enum TargetFailover: String, Hashable, Sendable {
    case noRebalance = "no_rebalance"
    case rebalance
  }

  package struct Size: Hashable, Sendable {
    package var min: Int
    package var desired: Int
    package var max: Int

    package init(min: Int, desired: Int, max: Int) {
      self.min = min
      self.desired = desired
      self.max = max
    }
  }

  package struct Scaling: Hashable, Sendable {
    package enum Metric: String, Hashable, Sendable {
      case activeFlows = "active_flows"
      case bytes
      case packets
    }

    package var metric: Metric
    /// Per appliance: flows, bytes a second or packets a second.
    package var target: Int
    /// Seconds.
    package var cooldown: Double

    package init(metric: Metric, target: Int, cooldown: Double) {
      self.metric = metric
      self.target = target
      self.cooldown = cooldown
    }
  }

  /// How many members scaling has given a group.
  package struct Capacity: Hashable, Sendable {
    /// What was written as `desired` then: who edits that decides anew.
    package var desired: Int
    package var members: Int
    /// Those behind them are being drained.
    package var inService: Int

    package init(desired: Int, members: Int, inService: Int) {
      self.desired = desired
      self.members = members
      self.inService = inService
    }
  }

  /// One running appliance; `index` counts from 0, round-robin over the subnets in order.
  package struct Member: Sendable {
    package var index: Int
    package var subnet: ID<Subnet>
    package var address: IPAddress
    /// It keeps its flows for a while, and gets no new one.
    package var isDraining: Bool

    package init(
      index: Int, subnet: ID<Subnet>, address: IPAddress, isDraining: Bool = false
    ) {
      self.index = index
      self.subnet = subnet
      self.address = address
      self.isDraining = isDraining
    }
  }

  package var id: ID<ApplianceGroup>
  package var vpc: ID<VPC>
  package var name: String
  package var subnets: [ID<Subnet>]
  package var size: Size
  package var members: [Member]
  package var appliance: Appliance
  package var stickiness: Stickiness
  package var stickinessSource: SourceRange?
  package var targetFailover: TargetFailover
  /// Seconds, 0 to 3600.
  package var deregistrationDelay: Int
  /// Whether connections are reset when their appliance is unhealthy, or when its deregistration
  /// delay is over.
  package var resetsOnUnhealthy = false
  package var resetsOnDeregistration = false
  package var healthCheck: HealthCheck
  package var scaling: Scaling?
  package var source: SourceRange

  package init(
    id: ID<ApplianceGroup>, vpc: ID<VPC>, name: String, subnets: [ID<Subnet>], size: Size,
    members: [Member], appliance: Appliance, stickiness: Stickiness,
    stickinessSource: SourceRange?, targetFailover: TargetFailover, deregistrationDelay: Int,
    healthCheck: HealthCheck, scaling: Scaling?, source: SourceRange
  ) {
    self.id = id
    self.vpc = vpc
    self.name = name
    self.subnets = subnets
    self.size = size
    self.members = members
    self.appliance = appliance
    self.stickiness = stickiness
    self.stickinessSource = stickinessSource
    self.targetFailover = targetFailover
    self.deregistrationDelay = deregistrationDelay
    self.healthCheck = healthCheck
    self.scaling = scaling
    self.source = source
  }
}
