import Configuration
import Diagnostics
import IPAddressing

extension Resolver {
  mutating func resolveInspections() {
    var places: [String: SourceRange] = [:]
    for item in declaration.inspections?.value ?? [] {
      let written = item.value
      if let name = written.name {
        if let first = places[name.value] {
          refuse(
            .duplicateName, "a second intent is named `\(name.value)`", at: name.range,
            notes: [.init("the first is here", at: first)], help: "rename one of the two")
        }
        places[name.value] = name.range
      }
      let pair =
        written.between.map { ($0.value.first, $0.value.last) } ?? (written.from, written.to)
      let first = pair.0.flatMap { selector($0) }
      let second = pair.1.flatMap { selector($0) }
      let through = chain(written.through?.value ?? [])
      let exceptions = (written.except?.value ?? []).flatMap { self.exceptions($0) }
      guard let first, let second, let name = written.name else { continue }
      topology.inspections.append(
        Inspection(
          name: name.value, first: first, second: second,
          direction: written.between == nil ? .forward : .either, through: through,
          exceptions: exceptions, source: item.range))
    }
  }

  mutating func resolveExpectations() {
    for item in declaration.expectations?.value ?? [] {
      let written = item.value
      let from = written.from.flatMap { selector($0) }
      let to = written.to.flatMap { selector($0) }
      let through = chain(written.through?.value ?? [])
      if let port = written.port, written.protocol?.value == .icmp {
        refuse(
          .conflictingKeys, "`icmp` has no ports", at: port.range, help: "leave `port` out")
      }
      if let list = written.through, let path = written.path, path.value != .inspected {
        refuse(
          .conflictingKeys, "`through` cannot stand beside `path: \(path.value.rawValue)`",
          at: list.range, notes: [.init("`path` is written here", at: path.range)],
          help: "write `path: inspected`, or leave `through` out")
      }
      guard let from, let to, let path = written.path else { continue }
      topology.expectations.append(
        Expectation(
          from: from, to: to, protocol: written.protocol?.value.rawValue,
          port: written.port?.value, path: .init(path.value), through: through,
          source: item.range))
    }
  }

  /// All ends that an address or a glob selects; nil after it has said why there are none.
  private mutating func selector(_ written: Located<String>) -> FlowSelector? {
    var index = ends ?? FlowEndIndex(topology, names: names)
    // Held once, so that what it learns is not written into a copy.
    ends = nil
    defer { ends = index }
    let text = written.value
    if let glob = Glob(text) {
      let found = index.ends(matching: glob, text)
      guard found.isEmpty else {
        return FlowSelector(text: text, ends: found, source: written.range)
      }
      refuse(
        .danglingReference, "`\(text)` selects nothing", at: written.range,
        help: "an end is `internet`, a host, a subnet with hosts, an instance, a load balancer or "
          + "a virtual private gateway")
      return nil
    }
    if let found = index.ends(at: text) {
      return FlowSelector(text: text, ends: found, source: written.range)
    }
    refuseSelector(text, at: written.range, &index)
    return nil
  }

  private mutating func refuseSelector(
    _ text: String, at range: SourceRange, _ index: inout FlowEndIndex
  ) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if isLost(parts[0]) || isLost(parts[parts.count - 1]) { return }
    if let vpc = vpcs[parts[0]] {
      if parts.count == 1 {
        return refuse(
          .notAnEnd, "no flow begins or ends in the VPC `\(text)`: it has no hosts", at: range,
          help: topology[vpc].subnets.isEmpty
            ? nil
            : "its subnets hold only infrastructure: if workloads live in one of them too, write "
              + "`hosts: true` there")
      }
      if parts.count == 3, parts[1] == "subnet", let group = names[vpc.index].subnets[parts[2]] {
        guard let subnet = group.members.first else { return }
        return refuse(
          .notAnEnd,
          "no flow begins or ends in the subnet `\(parts[2])`: it holds only infrastructure",
          at: range,
          notes: [.init("the subnet is declared here", at: topology[subnet].source)],
          help: "if workloads live there too, write `hosts: true` in the subnet")
      }
      if parts.count == 3, isRefusedMember(parts[2], ofKind: parts[1], in: vpc) { return }
      if parts.count == 3, let noun = noun(of: parts[2], kind: parts[1], in: vpc) {
        // An instance or a load balancer that was refused is no end, and that is said already.
        if parts[1] == "instance" || parts[1] == "load_balancer" { return }
        return refuse(
          .wrongKind, "`\(text)` is \(noun): no flow begins or ends there", at: range,
          help: "name a subnet with hosts, an instance or a load balancer")
      }
    }
    if let address = IPAddress(text) {
      let owner = owner(of: address).map { ": `\($0)` has this one" } ?? ""
      return refuse(
        .notAnEnd, "`\(text)` is an address: an end is a resource", at: range,
        help: "name the subnet, instance or host that has it\(owner)")
    }
    refuse(
      .danglingReference, "there is no `\(text)`", at: range,
      help: suggestion(for: text, among: index.addresses)
        ?? "write a resource address, such as `\(topology.vpcs.first?.name ?? "app")/instance/NAME`"
    )
  }

  /// The most specific end that has an address.
  private func owner(of address: IPAddress) -> String? {
    if let instance = topology.instances.first(where: {
      $0.ipv4 == address || $0.ipv6 == address || $0.publicAddress == address
    }) {
      return topology.address(instance.id)
    }
    if let host = topology.internet.hosts.first(where: { $0.ipv4 == address || $0.ipv6 == address })
    {
      return topology.address(host.id)
    }
    return topology.subnets.first { subnet in
      subnet.hosts && subnet.cidrs.contains { $0.contains(address) }
    }.map { topology.address($0.id) }
  }

  /// What a name, or a zonal name's member, is.
  private mutating func noun(of name: String, kind: String, in vpc: ID<VPC>) -> String? {
    let kinds = kinds(of: vpc)
    let zonal = topology.zones.map { "-\($0.name)" }.filter { name.hasSuffix($0) }
      .map { String(name.dropLast($0.count)) }
    return ([name] + zonal).lazy.compactMap { kinds.noun(of: $0, kind: kind) }.first
  }

  private func isRefusedMember(_ name: String, ofKind kind: String, in vpc: ID<VPC>) -> Bool {
    switch kind {
    case "subnet": names[vpc.index].subnets.isRefusedMember(name)
    case "instance": names[vpc.index].instances.isRefusedMember(name)
    default: false
    }
  }

  /// The prefixes that an intent leaves out.
  private mutating func exceptions(
    _ written: Located<ExceptionDeclaration>
  ) -> [Inspection.Exception] {
    guard let match = written.value.match else { return [] }
    let reason = written.value.reason?.value ?? ""
    let make = { Inspection.Exception(match: $0, reason: reason, source: written.range) }
    if let prefix = Prefix(match.value) { return [make(prefix)] }
    if let address = IPAddress(match.value) { return [make(Prefix(host: address))] }
    if let (address, length) = Prefix.split(match.value) {
      let canonical = Prefix(address, length: length)
      refuse(
        .hostBits, "`\(match.value)` has bits set outside its /\(length)", at: match.range,
        help: "write \(canonical) for the network, or \(Prefix(host: address)) for the one address")
      return []
    }
    let parts = match.value.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 3, let vpc = vpcs[parts[0]] {
      let name = Located(parts[2], at: match.range)
      if parts[1] == "subnet" {
        let members = group(name, \.subnets, in: vpc, "a subnet")?.members ?? []
        return members.flatMap { topology[$0].cidrs.map(make) }
      }
      if parts[1] == "instance" {
        let members = group(name, \.instances, in: vpc, "an instance")?.members ?? []
        return members.flatMap { instance in
          [topology[instance].ipv4, topology[instance].ipv6].compactMap { $0 }
            .map { make(Prefix(host: $0)) }
        }
      }
    }
    refuse(
      .danglingReference, "`\(match.value)` is no address and no CIDR", at: match.range,
      help: "write an address, a CIDR, `VPC/subnet/NAME` or `VPC/instance/NAME`")
    return []
  }
}
