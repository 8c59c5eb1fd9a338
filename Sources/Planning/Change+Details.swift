import HostState
import IPAddressing

extension Change {
  /// What differs, as `WHAT OLD -> NEW`, for a change in place; empty otherwise.
  var details: [String] {
    switch (before, after) {
    case (.namespace(let old)?, .namespace(let new)?): Self.detail("resource", old, new)
    case (.sysctl(let old)?, .sysctl(let new)?): Self.detail("", old, new)
    case (.link(let old)?, .link(let new)?): old.details(against: new)
    case (.address(let old)?, .address(let new)?):
      Self.detail("prefix length", old.map(String.init), new.map(String.init))
    case (.neighbor(let old)?, .neighbor(let new)?): Self.detail("lladdr", old, new)
    case (.route(let old, let oldMTU)?, .route(let new, let newMTU)?):
      Self.detail("", old, new)
        + Self.detail("mtu lock", oldMTU.map(String.init) ?? "-", newMTU.map(String.init) ?? "-")
    case (.nftablesTable(let old)?, .nftablesTable(let new)?): Self.lines(old, new)
    case (.dataPlane(let old)?, .dataPlane(let new)?): old.details(against: new)
    case (.process(let old)?, .process(let new)?): old.details(against: new)
    default: []
    }
  }

  static func detail<Value: Equatable>(_ what: String, _ old: Value, _ new: Value) -> [String] {
    guard old != new else { return [] }
    return [(what.isEmpty ? "" : what + " ") + "\(text(old)) -> \(text(new))"]
  }

  private static func text(_ value: some Any) -> String {
    if let words = value as? [String] { return words.joined(separator: ",") }
    return "\(value)"
  }

  /// How many lines of a text come and go, whatever their order.
  private static func lines(_ old: String, _ new: String) -> [String] {
    let (oldLines, newLines) = (old.split(separator: "\n"), new.split(separator: "\n"))
    let difference = newLines.difference(from: oldLines)
    return ["+\(difference.insertions.count) -\(difference.removals.count) lines"]
  }
}

extension LinkState {
  fileprivate func details(against new: LinkState) -> [String] {
    Change.detail("mac", macAddress, new.macAddress)
      + Change.detail("mtu", mtu, new.mtu)
      + Change.detail("master", master?.rawValue ?? "-", new.master?.rawValue ?? "-")
      + Change.detail(
        "fdb", station.map(\.description) ?? "-", new.station.map(\.description) ?? "-")
      + Change.detail("alias", alias, new.alias)
      + Change.detail("group", group, new.group)
      + Change.detail("state", isUp ? "up" : "down", new.isUp ? "up" : "down")
      + Change.detail("addrgenmode", addressGeneration, new.addressGeneration)
      + Change.detail(
        "disabled offloads", disabledOffloads.names.joined(separator: ",").orDash,
        new.disabledOffloads.names.joined(separator: ",").orDash)
      + Change.detail(
        "neighbor resolution", resolvesNeighbors ? "on" : "off",
        new.resolvesNeighbors ? "on" : "off")
      + settings(for: new).flatMap { setting, value in
        Change.detail(
          setting.rawValue,
          deviations.first { $0.setting == setting }?.value
            ?? new.deviations.first { $0.setting == setting }?.normal ?? value, value)
      }
  }

  private var addressGeneration: String { generatesLinkLocalAddress ? "eui64" : "none" }
}

extension LinkState.DisabledOffloads {
  /// As ethtool(8) names them.
  var names: [String] {
    (contains(.transmitUDPSegmentation) ? ["tx-udp-segmentation"] : [])
      + (contains(.transmit) ? ["tx"] : [])
  }
}

extension ProcessState {
  fileprivate func details(against new: ProcessState) -> [String] {
    let files = Set(self.files.keys).union(new.files.keys).filter {
      self.files[$0] != new.files[$0]
    }
    return Change.detail(
      "command", arguments.joined(separator: " "), new.arguments.joined(separator: " "))
      + Change.detail("directory", workingDirectory ?? "-", new.workingDirectory ?? "-")
      + Change.detail("host", Self.text(host), Self.text(new.host))
      + (environment == new.environment ? [] : ["environment"])
      + files.sorted().map { "file \($0)" }
      + Change.detail(
        "reload signal", reloadSignal.map(String.init) ?? "-",
        new.reloadSignal.map(String.init) ?? "-")
  }

  private static func text(_ host: Host?) -> String {
    host.map { ([$0.name] + $0.addresses.map(\.description)).joined(separator: ",") } ?? "-"
  }
}

extension String {
  fileprivate var orDash: String { isEmpty ? "-" : self }
}
