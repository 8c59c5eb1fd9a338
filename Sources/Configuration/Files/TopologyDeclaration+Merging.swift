import Diagnostics
import YAMLSyntax

extension TopologyDeclaration {
  /// Adds an included file: maps are merged, lists appended; the same name twice is an error.
  mutating func merge(_ other: TopologyDeclaration, _ diagnostics: inout [Diagnostic]) {
    vpcs.merge(other.vpcs, "VPC", &diagnostics)
    prefixLists.merge(other.prefixLists, "prefix list", &diagnostics)
    peerings.merge(other.peerings, "peering", &diagnostics)
    transitGateways.merge(other.transitGateways, "transit gateway", &diagnostics)
    inspections = Self.joined(inspections, other.inspections)
    expectations = Self.joined(expectations, other.expectations)
    guard var merged = internet, let added = other.internet else {
      internet = internet ?? other.internet
      return
    }
    merged.value.merge(added.value, &diagnostics)
    internet = merged
  }

  private static func joined<Item>(
    _ left: Located<[Item]>?, _ right: Located<[Item]>?
  ) -> Located<[Item]>? {
    guard var joined = left, let right else { return left ?? right }
    joined.value += right.value
    return joined
  }
}

extension InternetDeclaration {
  fileprivate mutating func merge(
    _ other: InternetDeclaration, _ diagnostics: inout [Diagnostic]
  ) {
    cidr = Self.one(cidr, other.cidr, "cidr", &diagnostics)
    ipv6CIDR = Self.one(ipv6CIDR, other.ipv6CIDR, "ipv6_cidr", &diagnostics)
    hosts.merge(other.hosts, "internet host", &diagnostics)
  }

  private static func one<Value>(
    _ left: Defaulted<Value>, _ right: Defaulted<Value>, _ key: String,
    _ diagnostics: inout [Diagnostic]
  ) -> Defaulted<Value> {
    guard let first = left.range, let second = right.range else {
      return left.isWritten ? left : right
    }
    diagnostics.append(
      Diagnostic(
        .error, .duplicateKey, "`\(key)` of the internet stands in two files", at: second,
        notes: [.init("it is first written here", at: first)], help: "keep one of the two"))
    return left
  }
}

extension NamedMap {
  /// Adds the other's entries; a name that is there already keeps its first meaning.
  mutating func merge(
    _ other: NamedMap, _ noun: String, _ diagnostics: inout [Diagnostic]
  ) {
    guard !other.isEmpty else { return }
    var known = Dictionary(
      entries.map { ($0.name, $0.range) }, uniquingKeysWith: { first, _ in first })
    for entry in other {
      if let first = known[entry.name] {
        diagnostics.append(
          Diagnostic(
            .error, .duplicateName, "the \(noun) `\(entry.name)` is declared in two files",
            at: entry.range, notes: [.init("it is first declared here", at: first)],
            help: "a \(noun) lives in one file: rename one, or put both together"))
        continue
      }
      known[entry.name] = entry.range
      entries.append(entry)
    }
  }
}
