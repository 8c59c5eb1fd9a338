import HostState
import IPAddressing

/// How a namespace routes what arrives on its links in one family, as it is and as it is to be.
struct RouterRoutes {
  struct Key: Hashable, Comparable {
    var namespace: NamespaceName
    var family: AddressFamily

    static func < (left: Key, right: Key) -> Bool {
      (left.namespace, left.family) < (right.namespace, right.family)
    }
  }

  /// The tables that a link's packets are routed by, before and after.
  struct Pair: Hashable {
    var old: UInt32
    var new: UInt32
  }

  /// One side: which table each link's packets ask, and the tables.
  struct Side {
    /// `iif LINK lookup TABLE`, by their preferences.
    private(set) var inputs: [UInt32: [LinkName: Set<UInt32>]] = [:]
    var tables: [UInt32: RouteDecisions] = [:]
    /// All rules' preferences.
    private(set) var preferences: Set<UInt32> = []
    /// Rules that send packets to other rules.
    private(set) var jumps: [RuleState] = []

    mutating func add(_ rule: RuleState) {
      preferences.insert(rule.preference)
      if case .goTo = rule.action { jumps.append(rule) }
      guard let (link, table) = rule.input else { return }
      inputs[rule.preference, default: [:]][link, default: []].insert(table)
    }
  }

  let key: Key
  var old = Side()
  var new = Side()

  init(_ key: Key) { self.key = key }

  /// The preference of all rules that are to pick a table; nil where there is no such one.
  ///
  /// Others that are there now are none of the topology's, or an unfinished switch's.
  var preference: UInt32? { new.inputs.count == 1 ? new.inputs.keys.first : nil }

  /// Rules that send packets to the tables of an unfinished switch: every packet, from before the rules
  /// that pick a table to others behind them that do.
  ///
  /// Any other that sends packets somewhere is somebody else's.
  var unfinishedJumps: [RuleState] {
    guard let preference else { return [] }
    return old.jumps.filter { jump in
      guard case .goTo(let next) = jump.action, jump.inputLink == nil, !jump.isInverted,
        jump.mark == nil, jump.source == nil
      else { return false }
      return jump.preference < preference && next > preference && old.inputs[next] != nil
    }
  }

  /// A link may have its desired rule already, behind the one that it had before.
  var oldRules: [LinkName: UInt32] {
    let newRules = newRules
    return (preference.flatMap { old.inputs[$0] } ?? [:]).reduce(into: [:]) { rules, input in
      rules[input.key] =
        input.value.filter { $0 != newRules[input.key] }.min() ?? newRules[input.key]
    }
  }

  var newRules: [LinkName: UInt32] {
    (preference.flatMap { new.inputs[$0] } ?? [:]).compactMapValues { $0.min() }
  }

  /// The tables that rules of that preference ask, before or after.
  var tables: Set<UInt32> {
    let inputs = [old, new].compactMap { side in preference.flatMap { side.inputs[$0] } }
    return Set(inputs.flatMap(\.values).joined())
  }

  /// The pairs of links that stay, with how many have them.
  var pairs: [Pair: Int] {
    var pairs: [Pair: Int] = [:]
    let newRules = newRules
    for (link, table) in oldRules {
      if let other = newRules[link] { pairs[Pair(old: table, new: other), default: 0] += 1 }
    }
    return pairs
  }

  func differences(_ pair: Pair) -> [RouteDecisions.Difference] {
    let none = RouteDecisions()
    return (old.tables[pair.old] ?? none).differences(to: new.tables[pair.new] ?? none)
  }

  /// Whether a table that is in use gets other contents than deliveries and drops.
  func isDelicate(_ table: UInt32) -> Bool {
    differences(Pair(old: table, new: table)).contains(where: \.isDelicate)
  }
}

extension RuleState {
  /// The link and the table of `iif LINK lookup TABLE`; nil for every other rule.
  var input: (link: LinkName, table: UInt32)? {
    guard case .lookup(let table) = action, let inputLink, inputLink != .loopback, !isInverted,
      mark == nil, source == nil
    else { return nil }
    return (inputLink, table)
  }
}
