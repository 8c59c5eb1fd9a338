import HostState
import IPAddressing

extension Plan {
  /// What a person can paste into a root's shell to do as the plan does; a comment for what no tool
  /// can make.
  package var commands: [String] {
    operations.flatMap { operation in
      operation.changes.enumerated().flatMap { index, change in
        operation.isCovered(index)
          ? [] : change.commands(in: topology, with: index == 0 ? operation.changes.last : nil)
      }
    }
  }
}

extension Operation {
  /// Whether an earlier change of the operation takes this one along: what a namespace holds, and a
  /// veth pair's other end.
  fileprivate func isCovered(_ index: Int) -> Bool {
    guard index > 0 else { return false }
    switch object.kind {
    case .namespace: return changes[0].after == nil
    case .link: return changes[0].after == nil
    default: return false
    }
  }
}

extension Change {
  /// Commands of ip(8), nft(8), sysctl(8) and ethtool(8).
  ///
  /// - Parameter last: The last change of the operation that this is the first of: of a new link, its
  ///   other end's.
  fileprivate func commands(in topology: String, with last: Change?) -> [String] {
    let namespace = Self.quoted(object.namespace.rawValue)
    let ip = "ip -n \(namespace)"
    let inside = "ip netns exec \(namespace)"
    switch object.kind {
    case .namespace:
      guard case .namespace(let resource)? = after else {
        return [
          "ip netns pids \(namespace) | xargs -r kill -9", "ip netns delete \(namespace)",
        ]
      }
      return (before == nil ? ["ip netns add \(namespace)"] : [])
        + ["\(ip) link set lo alias \(Self.quoted("\(topology)/\(resource)")) up"]
    case .sysctl(let path):
      guard case .sysctl(let value)? = after else { return [] }
      return ["\(inside) sysctl -qw \(Self.quoted("\(path)=\(value)"))"]
    case .link(let name): return linkCommands(Self.quoted(name.rawValue), last, ip, inside)
    case .address(let link, let address): return addressCommands(link, address, ip)
    case .neighbor(let link, let address):
      guard case .neighbor(let macAddress)? = after else {
        return ["\(ip) neighbor delete \(address) dev \(Self.quoted(link.rawValue))"]
      }
      return [
        "\(ip) neighbor replace \(address) lladdr \(macAddress) dev \(Self.quoted(link.rawValue))"
          + " nud permanent"
      ]
    case .route(let table, let destination, let metric):
      return [routeCommand(table, destination, metric, ip)]
    case .foreignRoute(let route):
      let family = route.destination.family == .ipv6 ? " -6" : ""
      return [
        "\(ip)\(family) route delete \(route.destination) table \(route.table)"
          + " metric \(route.metric)"
      ]
    case .foreign(let item):
      return ["# \(item) in \(object.namespace): somebody else's"]
    case .rule(let rule):
      let verb = after == nil ? "delete" : "add"
      return ["\(ip) \(Self.words(rule, verb))\(after == nil ? "" : " protocol 98")"]
    case .absentDefaultRule(let rule):
      let family = rule.family == .ipv6 ? " -6" : ""
      let verb = after == nil ? "add" : "delete"
      return [
        "\(ip)\(family) rule \(verb) pref \(rule.table.preference) lookup \(rule.table.rawValue)"
      ]
    case .nftablesTable(let name):
      // nft reads its words as commands, however a shell has them quoted.
      let words = name.split(separator: " ", omittingEmptySubsequences: false)
      guard words.count == 2, words.allSatisfy({ Self.isPlain($0) }) else {
        return [
          "# nftables table \(Self.quoted(name)) in \(object.namespace): nft has no such name"
        ]
      }
      guard case .nftablesTable(let text)? = after else {
        return ["\(inside) nft delete table \(name)"]
      }
      // One transaction: packets meet the old table or the new one, and the old one stays where the
      // new one is refused. Adding first makes deletion succeed where there is none.
      let exchange = "add table \(name)\ndelete table \(name)\n\(text)"
      return ["\(inside) nft \(Self.quoted(exchange))"]
    case .dataPlane:
      return ["# data plane in \(object.namespace): no command makes it; `bumpwire apply` does"]
    case .process(let name):
      return [
        "# process \(name) in \(object.namespace): "
          + (after == nil ? "ends with it" : "`bumpwire apply` starts it")
      ]
    }
  }

  private func linkCommands(
    _ name: String, _ last: Change?, _ ip: String, _ inside: String
  ) -> [String] {
    guard case .link(let new)? = after else { return ["\(ip) link delete \(name)"] }
    var old: LinkState?
    if case .link(let state)? = before { old = state }
    var commands: [String] = []
    switch new.kind {
    case .bridge where old == nil:
      commands.append(
        "\(ip) link add \(name) index \(new.index) address \(new.macAddress) type bridge"
          + " stp_state 0 forward_delay 0 mcast_snooping 0")
    case .veth(let namespace, let peer) where old == nil:
      // The other end is made with the first.
      guard case .link(let far)? = last?.after else { break }
      let queues = "numtxqueues 1 numrxqueues 1"
      commands.append(
        "\(ip) link add \(name) index \(new.index) \(queues) type veth"
          + " peer name \(Self.quoted(peer.rawValue)) index \(far.index) \(queues)"
          + " netns \(Self.quoted(namespace.rawValue))")
    case .hostInterface(let interface) where old == nil:
      let given = "/run/netns/\(object.namespace)"
      commands.append(
        "ip link add \(name) index \(new.index) link \(Self.quoted(interface.rawValue))"
          + " netns \(Self.quoted(given)) type macvlan mode passthru nopromisc")
    default: break
    }
    let address = new.isOverHostInterface ? "" : " address \(new.macAddress)"
    let master = new.master.map { "master \(Self.quoted($0.rawValue))" } ?? "nomaster"
    commands.append(
      "\(ip) link set \(name)\(address) mtu \(new.mtu) \(master)"
        + " alias \(Self.quoted(new.alias)) group \(new.group)"
        + " addrgenmode \(new.generatesLinkLocalAddress ? "eui64" : "none")")
    let changed = new.disabledOffloads.symmetricDifference(old?.disabledOffloads ?? [])
    for feature in changed.names {
      let isOff = new.disabledOffloads.names.contains(feature)
      commands.append("\(inside) ethtool -K \(name) \(feature) \(isOff ? "off" : "on")")
    }
    commands.append("\(ip) link set \(name) \(new.isUp ? "up" : "down")")
    if new.resolvesNeighbors != (old?.resolvesNeighbors ?? true), case .link(let link) = object.kind
    {
      for family in ["ipv4", "ipv6"] {
        let path = "net/\(family)/neigh/\(link)/mcast_solicit=\(new.resolvesNeighbors ? 3 : 0)"
        commands.append("\(inside) sysctl -qw \(Self.quoted(path))")
      }
    }
    let bridge = "bridge -n \(Self.quoted(object.namespace.rawValue))"
    let isNewPort = new.master != nil && new.master != old?.master
    if isNewPort { commands.append("\(bridge) link set dev \(name) learning off flood off") }
    if let station = old?.station, station != new.station, new.master == old?.master {
      commands.append("\(bridge) fdb delete \(station) dev \(name) master")
    }
    if let station = new.station, isNewPort || station != old?.station {
      commands.append("\(bridge) fdb replace \(station) dev \(name) master static")
    }
    for (setting, value) in old?.settings(for: new) ?? [] {
      if case .link(let link) = object.kind, let path = setting.sysctl(of: link) {
        commands.append("\(inside) sysctl -qw \(Self.quoted("\(path)=\(value)"))")
      } else if setting == .xdp {
        commands.append("\(ip) link set \(name) xdp off")
      } else if let (kind, word) = setting.words {
        let words =
          switch kind {
          case "link": "\(word) \(value == 0 ? "off" : "on")"
          case "bridge": "type bridge \(word) \(value)"
          default: "\(word) \(value)"
          }
        commands.append(
          (kind == "port" ? "\(bridge) link set dev \(name) " : "\(ip) link set \(name) ") + words)
      }
    }
    return commands
  }

  private func addressCommands(
    _ link: LinkName, _ address: IPAddress, _ ip: String
  ) -> [String] {
    func lengths(_ object: HostObject?) -> [Int] {
      if case .address(let lengths)? = object { lengths } else { [] }
    }
    let (old, new) = (lengths(before), lengths(after))
    let noDetection = address.isIPv4 ? "" : " nodad"
    let device = "dev \(Self.quoted(link.rawValue))"
    return new.filter { !old.contains($0) }
      .map { "\(ip) address replace \(address)/\($0) \(device)\(noDetection)" }
      + old.filter { !new.contains($0) }.map { "\(ip) address delete \(address)/\($0) \(device)" }
  }

  private func routeCommand(
    _ table: UInt32, _ destination: Prefix, _ metric: UInt32, _ ip: String
  ) -> String {
    let family = destination.family == .ipv6 ? " -6" : ""
    guard case .route(let action, let lockedMTU)? = after else {
      return "\(ip)\(family) route delete \(Self.type(of: before))\(destination) table \(table)"
        + " metric \(metric)"
    }
    let way = action == .blackhole ? "" : " \(action)"
    return "\(ip)\(family) route replace \(Self.type(of: after))\(destination)\(way) table \(table)"
      + " metric \(metric) proto 98" + (lockedMTU.map { " mtu lock \($0)" } ?? "")
  }

  private static func type(of object: HostObject?) -> String {
    if case .route(.blackhole, _)? = object { "blackhole " } else { "" }
  }

  private static func words(_ rule: RuleState, _ verb: String) -> String {
    let text = "\(rule)"
    return text.hasPrefix("-6 ") ? "-6 rule \(verb) \(text.dropFirst(3))" : "rule \(verb) \(text)"
  }

  /// Whether neither a shell nor nft reads anything but a word.
  private static func isPlain(_ word: some StringProtocol) -> Bool {
    word.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
        || "-_./".utf8.contains(byte)
    }
  }

  /// As a shell's one word.
  private static func quoted(_ word: String) -> String {
    if word.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) {
      // Bash's and Zsh's, which keeps a command on its line and every character of it.
      return "$'"
        + word.unicodeScalars.map { scalar in
          switch scalar {
          case "\n": "\\n"
          case "\t": "\\t"
          case "'": "\\'"
          case "\\": "\\\\"
          case let other where other.value < 0x20 || other.value == 0x7f:
            "\\x" + (other.value < 16 ? "0" : "") + String(other.value, radix: 16)
          default: String(scalar)
          }
        }.joined() + "'"
    }
    return isPlain(word) && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}

extension LinkState {
  fileprivate var isOverHostInterface: Bool {
    if case .hostInterface = kind { true } else { false }
  }
}
