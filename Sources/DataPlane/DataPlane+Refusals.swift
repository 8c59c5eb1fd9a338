import Glibc
package import HostState
import Netlink

extension DataPlane {
  /// What each of these namespaces refused, by reason.
  ///
  /// The programs' reasons are in their order, then the rules' by name. A namespace that is gone, and one
  /// that refused nothing, is left out. A rule's reason is its comment, or the counter that it names, or
  /// else its chain. Rules without a counter tell nobody of what they drop.
  package func refusals(
    of namespaces: [NamespaceName]
  ) throws(DataPlaneError) -> [NamespaceName: [Refusal]] {
    var result: [NamespaceName: [Refusal]] = [:]
    for name in fileSystem.isMounted ? namespaces : [] {
      let drops = try drops(name).filter { $0.key.isLoss }
      guard !drops.isEmpty else { continue }
      result[name] = drops.sorted { $0.key.rawValue < $1.key.rawValue }
        .map { Refusal($0.key, packets: $0.value) }
    }
    do throws(NetlinkError) {
      let byRules = try DedicatedThread.run { () throws(NetlinkError) in
        var found: [NamespaceName: [Refusal]] = [:]
        for name in namespaces { found[name] = try Self.refusedByRules(name) }
        return found
      }
      for (name, refusals) in byRules {
        result[name] = Self.summed((result[name] ?? []) + refusals)
      }
    } catch {
      throw .failed("\(error.request)", error.code)
    }
    return result.filter { !$0.value.isEmpty }
  }

  /// Enters the namespace, on a thread that is nobody else's.
  ///
  /// Of a name that stands for none, or leads elsewhere, only the programs tell: `plan` says what is wrong.
  private static func refusedByRules(
    _ name: NamespaceName
  ) throws(NetlinkError) -> [Refusal] {
    do throws(NetlinkError) {
      try NamespaceHandle.open(name.rawValue).enter()
    } catch  where [ENOENT, EINVAL, EPERM].contains(error.code) {
      return []
    }
    let socket = try NetlinkSocket(.netfilter)
    let rules = try socket.list(CountingRuleDump())
    let named = rules.contains { $0.refuses && $0.counter.name != nil }
    let counters = named ? try socket.list(NamedCounterDump()) : []
    // What a counter counts that is used elsewhere too is not all refused.
    let shared = Set(
      rules.lazy.filter { !$0.refuses }.compactMap { rule in
        rule.counter.name.map { CounterName(table: rule.table, name: $0) }
      })
    var taken: Set<CounterName> = []
    var refusals: [Refusal] = []
    for rule in rules where rule.refuses {
      switch rule.counter {
      case .own(let packets):
        let words = rule.comment ?? "rule of chain \(rule.chain)"
        refusals.append(Refusal(words: words, packets: packets))
      case .named(let name):
        let key = CounterName(table: rule.table, name: name)
        guard !shared.contains(key), taken.insert(key).inserted,
          let counter = counters.first(where: { $0.table == rule.table && $0.name == name })
        else { continue }
        refusals.append(Refusal(words: name, packets: counter.packets))
      }
    }
    return refusals.filter { $0.packets > 0 }.sorted { $0.label < $1.label }
  }

  private struct CounterName: Hashable {
    var table: ListedTable
    var name: String
  }

  /// One of each label, in the order of the first of each.
  private static func summed(_ refusals: [Refusal]) -> [Refusal] {
    var places: [String: Int] = [:]
    var result: [Refusal] = []
    for refusal in refusals {
      if let place = places[refusal.label] {
        result[place].packets += refusal.packets
      } else {
        places[refusal.label] = result.count
        result.append(refusal)
      }
    }
    return result
  }
}
