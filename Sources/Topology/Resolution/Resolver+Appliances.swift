import Configuration
import Diagnostics
import IPAddressing

extension Resolver {
  mutating func resolveApplianceGroups() {
    for entry in declaration.vpcs {
      guard let vpc = vpcs[entry.name] else { continue }
      for group in entry.value.applianceGroups { resolve(group, in: vpc) }
    }
  }

  private mutating func resolve(
    _ entry: NamedMap<ApplianceGroupDeclaration>.Entry, in vpc: ID<VPC>
  ) {
    let written = entry.value
    let id = ID<ApplianceGroup>(topology.applianceGroups.count)
    let subnets = subnets(written.subnets?.value ?? [], in: vpc)
    if let list = written.subnets, list.value.isEmpty {
      refuse(
        .invalidValue, "`subnets` is empty: an appliance group needs at least one", at: list.range)
    }
    for subnet in subnets {
      contents[subnet.index].hasInfrastructure = true
      requireIPv4(subnet, "an appliance", at: written.subnets?.range)
    }
    let external = written.appliance?.value.external?.value ?? []
    let size = size(of: written, external: external)
    guard let appliance = appliance(of: written), !subnets.isEmpty else {
      declare(
        entry.name, \.applianceGroups, .init(members: [], isZonal: false, source: entry.range),
        in: vpc, "appliance group")
      return
    }
    var members: [ApplianceGroup.Member] = []
    if external.isEmpty {
      let capacity = capacity(of: entry, size, in: vpc)
      members = (0..<capacity.members).map { index in
        // The address comes when all are assigned.
        let subnet = subnets[index % subnets.count]
        return .init(
          index: index, subnet: subnet, address: placeholder(subnet),
          isDraining: index >= capacity.inService)
      }
    } else {
      members = self.members(external, of: entry.name, in: subnets, vpc)
    }
    let check = written.healthCheck?.value ?? ApplianceHealthCheckDeclaration()
    requireShorter(check.timeout, than: check.interval)
    var resolved =
      ApplianceGroup(
        id: id, vpc: vpc, name: entry.name, subnets: subnets, size: size, members: members,
        appliance: appliance, stickiness: .init(written.stickiness.value),
        stickinessSource: written.stickiness.range,
        targetFailover: .init(written.targetFailover.value),
        deregistrationDelay: Int(written.deregistrationDelay.value),
        healthCheck: HealthCheck(check), scaling: scaling(of: written, size),
        source: entry.range)
    if let resets = written.sendTCPReset {
      resolved.resetsOnUnhealthy = resets.value.onUnhealthy.value
      resolved.resetsOnDeregistration = resets.value.onDeregistration.value
      checkResets(resets.range, of: written)
    }
    topology.applianceGroups.append(resolved)
    declare(
      entry.name, \.applianceGroups, .init(members: [id], isZonal: false, source: entry.range),
      in: vpc, "appliance group")
  }

  /// What scaling has made of a group, within what is written now.
  private func capacity(
    of entry: NamedMap<ApplianceGroupDeclaration>.Entry, _ size: ApplianceGroup.Size,
    in vpc: ID<VPC>
  ) -> ApplianceGroup.Capacity {
    guard entry.value.scaling != nil,
      var capacity = capacities["\(topology.address(vpc))/appliance_group/\(entry.name)"],
      capacity.desired == size.desired
    else {
      return .init(desired: size.desired, members: size.desired, inService: size.desired)
    }
    capacity.inService = min(max(capacity.inService, size.min), size.max)
    capacity.members = min(max(capacity.members, capacity.inService), size.max)
    return capacity
  }

  /// AWS's rules of `send_tcp_reset.on_*`.
  private mutating func checkResets(
    _ range: SourceRange, of written: ApplianceGroupDeclaration
  ) {
    if written.stickiness.value != .fiveTuple, let other = written.stickiness.range {
      refuse(
        .conflictingKeys, "`send_tcp_reset` works with `5_tuple` stickiness only", at: range,
        notes: [.init("the stickiness is chosen here", at: other)],
        help: "a flow of fewer fields holds many connections: leave one of the two out")
    }
    if written.targetFailover.value == .rebalance, let other = written.targetFailover.range {
      refuse(
        .conflictingKeys, "`send_tcp_reset` contradicts `target_failover: rebalance`", at: range,
        notes: [.init("flows are moved here", at: other)],
        help: "a connection is moved or reset: leave one of the two out")
    }
  }

  private static let drops =
    ": a gateway load balancer without registered targets drops every flow"

  private mutating func size(
    of group: ApplianceGroupDeclaration, external: [Located<IPAddress>]
  ) -> ApplianceGroup.Size {
    if let list = group.appliance?.value.external, list.value.isEmpty {
      refuse(
        .invalidValue, "`external` is empty\(Self.drops)", at: list.range,
        help: "list the appliances' addresses")
    }
    guard let size = group.size, let min = size.value.min?.value,
      let desired = size.value.desired?.value, let max = size.value.max?.value
    else {
      let count = Swift.max(external.count, 1)
      return .init(min: count, desired: count, max: count)
    }
    if !external.isEmpty, min != external.count || max != external.count {
      refuse(
        .conflictingKeys, "`size` is not the number of `external` addresses, \(external.count)",
        at: size.range, help: "leave `size` out: every listed appliance is a member")
    }
    if desired == 0 {
      refuse(
        .invalidValue, "`desired` is 0\(Self.drops)",
        at: size.value.desired?.range ?? size.range,
        help: group.scaling == nil
          ? "let the group have at least 1 appliance"
          : "let the group have at least 1 appliance: without one no flow is there to scale by")
    }
    return .init(min: min, desired: desired, max: max)
  }

  private mutating func scaling(
    of group: ApplianceGroupDeclaration, _ size: ApplianceGroup.Size
  ) -> ApplianceGroup.Scaling? {
    guard let written = group.scaling, let metric = written.value.metric,
      let target = written.value.target
    else { return nil }
    if let external = group.appliance?.value.external {
      refuse(
        .conflictingKeys, "`scaling` cannot add `external` appliances", at: written.range,
        notes: [.init("they are listed here", at: external.range)], help: "leave `scaling` out")
    }
    return .init(
      metric: .init(metric.value), target: target.value, cooldown: written.value.cooldown.value)
  }

  private mutating func appliance(
    of group: ApplianceGroupDeclaration
  ) -> ApplianceGroup.Appliance? {
    guard let written = group.appliance?.value else { return nil }
    if let rules = written.firewall?.value.rules {
      return firewallRules(rules).map { .firewall(rules: $0) }
    }
    if written.passThrough != nil { return .passThrough }
    if let process = written.process { return arguments(process).map { .process($0) } }
    return written.external.map {
      .external($0.value.map(\.value), interface: written.interface?.value)
    }
  }

  /// The arguments of a `process`; nil after it has said that there is no program.
  mutating func arguments(_ process: Located<[Located<String>]>) -> [String]? {
    guard !process.value.isEmpty else {
      refuse(
        .invalidValue, "`process` is empty: expected a program and its arguments",
        at: process.range)
      return nil
    }
    for argument in process.value {
      if argument.value.utf8.contains(0) {
        refuse(
          .invalidValue, "an argument of a process holds no NUL: there it would end",
          at: argument.range, help: "take the `\\0` out")
        return nil
      }
      if argument.value.utf8.count > Self.longestArgument {
        refuse(
          .invalidValue,
          "an argument of \(argument.value.utf8.count) bytes: Linux takes "
            + "\(Self.longestArgument)", at: argument.range,
          help: "put it into a file, and name that")
        return nil
      }
    }
    return process.value.map(\.value)
  }

  /// MAX_ARG_STRLEN of linux/binfmts.h without the NUL at the end.
  private static let longestArgument = 131_071

  private mutating func members(
    _ external: [Located<IPAddress>], of group: String, in subnets: [ID<Subnet>], _ vpc: ID<VPC>
  ) -> [ApplianceGroup.Member] {
    external.enumerated().compactMap { index, address in
      guard
        let subnet = subnets.first(where: {
          topology[$0].ipv4?.contains(address.value) == true
        })
      else {
        refuse(
          .outsideSubnet, "\(address.value) is in none of the group's subnets", at: address.range,
          help: "a real appliance stands in a subnet of its group: "
            + subnets.map { "`\(topology[$0].name)`" }.joined(separator: ", "))
        return nil
      }
      writtenAddresses.append(
        WrittenAddress(
          subnet: subnet, address: address,
          owner: "\(topology[vpc].name)/appliance_group/\(group)"
            + "[\(index)]"))
      return .init(index: index, subnet: subnet, address: address.value)
    }
  }

  mutating func requireShorter(_ timeout: Defaulted<Double>, than interval: Defaulted<Double>) {
    guard timeout.value > interval.value else { return }
    refuse(
      .conflictingKeys, "`timeout` is longer than `interval`", at: timeout.range ?? interval.range,
      help: "a probe must end before the next begins: set both")
  }

  /// Says so when a subnet cannot hold something that has an IPv4 address.
  mutating func requireIPv4(_ subnet: ID<Subnet>, _ noun: String, at range: SourceRange?) {
    guard topology[subnet].ipv4 == nil, contents[subnet.index].isComplete else { return }
    refuse(
      .missingFamily, "\(noun) needs IPv4, and the subnet `\(topology[subnet].name)` has none",
      at: range, notes: [.init("the subnet is declared here", at: topology[subnet].source)],
      help: "give the subnet a `cidr`")
  }
}
