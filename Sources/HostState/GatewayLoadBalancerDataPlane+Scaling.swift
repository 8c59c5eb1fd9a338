extension GatewayLoadBalancerDataPlane {
  /// How many appliances a load needs: target tracking, as AWS's auto scaling groups have it.
  ///
  /// https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html
  package struct Scaling: Hashable, Sendable, Codable {
    package enum Metric: String, Hashable, Sendable, Codable, CaseIterable {
      case activeFlows = "active_flows"
      /// Bytes and packets that the appliances are given, a second.
      case bytes, packets
    }

    /// The group's resource, which several gateway load balancers may share.
    package var group: String
    package var metric: Metric
    /// Per appliance: flows, or bytes or packets a second.
    package var target: Int
    /// Seconds between two changes.
    package var cooldown: Double
    package var minimum: Int
    /// What the topology says; an edit of it sets the size anew.
    package var desired: Int
    package var maximum: Int

    package init(
      group: String, metric: Metric, target: Int, cooldown: Double, minimum: Int, desired: Int,
      maximum: Int
    ) {
      self.group = group
      self.metric = metric
      self.target = target
      self.cooldown = cooldown
      self.minimum = minimum
      self.desired = desired
      self.maximum = maximum
    }
  }
}
