import Configuration
import Diagnostics

extension Resolver {
  /// The elements that a name within a VPC stands for; nil after it has said why there are none.
  mutating func group<Element>(
    _ name: Located<String>, _ table: (VPCNames) -> NameTable<Element>, in vpc: ID<VPC>,
    _ noun: String, id: DiagnosticID = .danglingReference
  ) -> NameTable<Element>.Group? {
    if let group = table(names[vpc.index])[name.value] {
      return group.members.isEmpty ? nil : group
    }
    if isLost(name.value) || table(names[vpc.index]).isRefusedMember(name.value) {
      return nil
    }
    let vpcName = topology[vpc].name
    let what = Self.withoutArticle(noun)
    let message = "the VPC `\(vpcName)` has no \(what) `\(name.value)`"
    guard isNew(message, at: name.range) else { return nil }
    let candidates = table(names[vpc.index]).names
    let kinds = kinds(of: vpc)
    if let kind = kinds.noun(of: name.value), kind != noun {
      explain(
        message,
        Diagnostic(
          .error, .wrongKind, "`\(name.value)` is \(kind), not \(noun)", at: name.range,
          help: suggestion(for: name.value, among: candidates)))
      return nil
    }
    var help = suggestion(for: name.value, among: candidates)
    if help == nil, let last = name.value.split(separator: "/").last, name.value.contains("/"),
      table(names[vpc.index])[String(last)] != nil
    {
      help = "write `\(last)`: the VPC and the kind are left out here"
    }
    if help == nil, affordsHint(among: topology.vpcs.count),
      let other = topology.vpcs.first(where: {
        $0.id != vpc && table(names[$0.id.index])[name.value] != nil
      })
    {
      help = "the VPC `\(other.name)` has one of that name, but it must be in `\(vpcName)`"
    }
    explain(
      message,
      Diagnostic(
        .error, id, message, at: name.range, help: help ?? existing("\(what)s", candidates)))
    return nil
  }

  /// The one element that a name stands for.
  mutating func single<Element>(
    _ name: Located<String>, _ table: (VPCNames) -> NameTable<Element>, in vpc: ID<VPC>,
    _ noun: String
  ) -> ID<Element>? {
    group(name, table, in: vpc, noun)?.members.first
  }

  /// The subnets that a list names, zonal ones written out, each once.
  mutating func subnets(_ list: [Located<String>], in vpc: ID<VPC>) -> [ID<Subnet>] {
    var result: [ID<Subnet>] = []
    var places: [ID<Subnet>: SourceRange] = [:]
    for name in list {
      for member in group(name, \.subnets, in: vpc, "a subnet")?.members ?? [] {
        if let first = places[member] {
          refuse(
            .duplicateName, "the subnet `\(topology[member].name)` is listed a second time",
            at: name.range, notes: [.init("it is first listed here", at: first)],
            help: "take one of the two out")
          continue
        }
        places[member] = name.range
        result.append(member)
      }
    }
    return result
  }

  /// Says which two subnets stand in one zone where there may be one a zone.
  mutating func requireOneSubnetAZone(
    _ subnets: [ID<Subnet>], _ noun: String, _ list: Located<[Located<String>]>
  ) {
    var byZone: [ID<Zone>: ID<Subnet>] = [:]
    for subnet in subnets {
      let zone = topology[subnet].zone
      guard let first = byZone[zone] else {
        byZone[zone] = subnet
        continue
      }
      refuse(
        .duplicateZone,
        "\(noun) has two subnets in zone `\(topology[zone].name)`: "
          + "`\(topology[first].name)` and `\(topology[subnet].name)`",
        at: list.range,
        notes: [
          .init("`\(topology[first].name)` is declared here", at: topology[first].source),
          .init("`\(topology[subnet].name)` is declared here", at: topology[subnet].source),
        ], help: "name one subnet a zone")
    }
  }

  /// A Gateway Load Balancer, as `VPC/NAME`, in full, or by its name alone within its own VPC.
  mutating func gatewayLoadBalancer(
    _ reference: Located<String>, from vpc: ID<VPC>?
  ) -> ID<GatewayLoadBalancer>? {
    if let known = services[reference.value] { return known }
    var parts = reference.value.split(separator: "/", omittingEmptySubsequences: false)
      .map(String.init)
    if parts.count == 3, parts[1] == "gateway_load_balancer" { parts.remove(at: 1) }
    let noun = "a Gateway Load Balancer"
    if parts.count == 1, let vpc {
      if names[vpc.index].gatewayLoadBalancers[parts[0]] == nil,
        affordsHint(among: topology.vpcs.count)
      {
        let homes = topology.vpcs.filter {
          names[$0.id.index].gatewayLoadBalancers[parts[0]] != nil
        }
        if let home = homes.first {
          refuse(
            .danglingReference,
            "the VPC `\(topology[vpc].name)` has no Gateway Load Balancer `\(parts[0])`",
            at: reference.range, help: "write `\(home.name)/\(parts[0])`")
          return nil
        }
      }
      return single(reference, \.gatewayLoadBalancers, in: vpc, noun)
    }
    guard parts.count == 2 else {
      refuse(
        .danglingReference, "`\(reference.value)` names no Gateway Load Balancer",
        at: reference.range, help: "write `VPC/NAME`")
      return nil
    }
    guard let home = self.vpc(Located(parts[0], at: reference.range)) else { return nil }
    let found = single(
      Located(parts[1], at: reference.range), \.gatewayLoadBalancers, in: home, noun)
    if let found { services[reference.value] = found }
    return found
  }

  /// The Gateway Load Balancers of a `through`.
  mutating func chain(_ list: [Located<String>]) -> [ID<GatewayLoadBalancer>] {
    list.compactMap { gatewayLoadBalancer($0, from: nil) }
  }

  mutating func zone(_ name: String, at range: SourceRange) -> ID<Zone>? {
    if let zone = zones[name] { return zone }
    // Where `zones` itself has a mistake, or the zone was refused before, that is said already.
    guard let list = declaration.zones, !hasErrors(within: list.range),
      unknownZones.insert(name).inserted, !list.value.isEmpty
    else { return nil }
    refuse(
      .unknownZone, "there is no zone `\(name)`", at: range,
      notes: [.init("the zones are these", at: list.range)],
      help: suggestion(for: name, among: zones.keys) ?? "add it to `zones`")
    return nil
  }

  /// "did you mean `x`?", when a name is near.
  mutating func suggestion(
    for word: String, among candidates: some Collection<String>
  ) -> String? {
    // Comparing with every name of a huge topology would take long and help nobody.
    guard candidates.count <= 5000, affordsHint(among: candidates.count) else { return nil }
    return Spelling.suggestion(for: word, among: candidates.sorted()).map {
      "did you mean `\($0)`?"
    }
  }

  /// "the subnets are `x`, `y`", when they are few.
  func existing(_ nouns: String, _ candidates: some Collection<String>) -> String? {
    guard !candidates.isEmpty, candidates.count <= 12 else { return nil }
    return "the \(nouns) are \(candidates.sorted().map { "`\($0)`" }.joined(separator: ", "))"
  }

  /// Whether something within a range was refused.
  func hasErrors(within range: SourceRange) -> Bool {
    diagnostics.contains { diagnostic in
      diagnostic.range.map {
        $0.file == range.file && range.start <= $0.start && $0.start <= range.end
      } ?? false
    }
  }

  static func withoutArticle(_ noun: String) -> String {
    noun.firstIndex(of: " ").map { String(noun[noun.index(after: $0)...]) } ?? noun
  }
}
