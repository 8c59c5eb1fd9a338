package import HostState
import IPAddressing
package import Netlink

extension LinkState {
  /// What the link is created with.
  package func settings(name: LinkName) -> LinkSettings {
    LinkSettings(
      name: name.rawValue, index: index, macAddress: macAddress, mtu: mtu, group: group)
  }

  /// What turns the link as it is just after its creation into this state, in order: its alias, its
  /// bridge, its noise and offloads, and `up` last.
  ///
  /// - Returns: Nil if its bridge is not in `links`.
  package func configuration(name: LinkName, links: LinkTable) -> [any NetlinkRequest]? {
    var created = self
    created.alias = ""
    created.master = nil
    created.station = nil
    created.isUp = false
    created.generatesLinkLocalAddress = true
    created.disabledOffloads = []
    created.resolvesNeighbors = true
    return change(from: created, name: name, links: links)
  }

  /// What turns the link from an older state into this one, in order.
  ///
  /// - Precondition: The two differ neither in kind nor in index.
  /// - Returns: Nil if its bridge is not in `links`.
  package func change(
    from old: LinkState, name: LinkName, links: LinkTable
  ) -> [any NetlinkRequest]? {
    let reference = LinkReference(index: index, name: name.rawValue)
    var change = ChangeLink(reference)
    if old.alias != alias { change.alias = alias }
    if old.macAddress != macAddress { change.macAddress = macAddress }
    if old.mtu != mtu { change.mtu = mtu }
    if old.group != group { change.group = group }
    if old.master != master {
      if let master {
        guard let bridge = links.reference(master) else { return nil }
        change.master = .bridge(bridge)
      } else {
        change.master = ChangeLink.Master.none
      }
    }
    if old.generatesLinkLocalAddress != generatesLinkLocalAddress {
      change.generatesLinkLocalAddress = generatesLinkLocalAddress
    }
    var requests: [any NetlinkRequest] = []
    if change != ChangeLink(reference) { requests.append(change) }
    // A port keeps nothing when it is another bridge's.
    let isNewPort = old.master != master
    var settings = old.settings(for: self)
    if isNewPort {
      settings.removeAll { $0.setting.isOfPort }
      if master != nil { settings += Deviation.ofNewPort.map { ($0.setting, $0.normal) } }
    }
    // While it is down it takes every setting but its state.
    let port = settings.filter { $0.setting.isOfPort && $0.setting != .portState }
    if !port.isEmpty {
      let values = port.map { (LinkSetting($0.setting), UInt8(truncatingIfNeeded: $0.value)) }
      requests.append(SetBridgePort(reference, Dictionary(values) { $1 }))
    }
    let oldStation = isNewPort ? nil : old.station
    if oldStation != station {
      if let oldStation {
        requests.append(StationRequest(.delete, oldStation, behind: reference))
      }
      if let station { requests.append(StationRequest(.replace, station, behind: reference)) }
    }
    let off = disabledOffloads.subtracting(old.disabledOffloads)
    let on = old.disabledOffloads.subtracting(disabledOffloads)
    if !off.isEmpty || !on.isEmpty {
      requests.append(SetFeatures(reference, on: on.features, off: off.features))
    }
    if old.resolvesNeighbors != resolvesNeighbors {
      let count = resolvesNeighbors ? SetSolicitations.usual : 0
      requests += AddressFamily.allCases.map { SetSolicitations($0, reference, count: count) }
    }
    if old.isUp != isUp { requests.append(ChangeLink(reference, isUp: isUp)) }
    for (setting, value) in settings where setting.sysctl(of: name) == nil {
      if setting == .portState {
        let state = UInt8(truncatingIfNeeded: value)
        requests.append(SetBridgePort(reference, [.portState: state]))
      } else if setting != .xdp, !setting.isOfPort {
        requests.append(SetLinkSetting(reference, LinkSetting(setting), value))
      }
      // Whose program it was is not known: it cannot be put back.
      if setting == .xdp, value == 0 {
        let attached = old.deviations.first { $0.setting == .xdp }?.value ?? 0
        requests.append(DetachXDP(reference, attached: attached))
      }
    }
    return requests
  }

  /// What is written below `/proc/sys` to turn the link from an older state into this one.
  package func sysctls(from old: LinkState, name: LinkName) -> [String: String] {
    var values: [String: String] = [:]
    for (setting, value) in old.settings(for: self) {
      if let path = setting.sysctl(of: name) { values[path] = "\(value)" }
    }
    return values
  }
}

extension LinkState.DisabledOffloads {
  init(_ features: Set<LinkFeature>) {
    self = []
    if features.contains(.transmitUDPSegmentation) { insert(.transmitUDPSegmentation) }
    if features.contains(.transmitChecksums) { insert(.transmit) }
  }

  var features: Set<LinkFeature> {
    var features: Set<LinkFeature> = []
    if contains(.transmitUDPSegmentation) { features.insert(.transmitUDPSegmentation) }
    if contains(.transmit) { features.insert(.transmitChecksums) }
    return features
  }
}
