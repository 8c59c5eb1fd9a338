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
    created.isUp = false
    created.generatesLinkLocalAddress = true
    created.disabledOffloads = []
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
    let off = disabledOffloads.subtracting(old.disabledOffloads)
    let on = old.disabledOffloads.subtracting(disabledOffloads)
    if !off.isEmpty || !on.isEmpty {
      requests.append(SetFeatures(reference, on: on.features, off: off.features))
    }
    if old.isUp != isUp { requests.append(ChangeLink(reference, isUp: isUp)) }
    for (setting, value) in old.settings(for: self) where setting.sysctl(of: name) == nil {
      guard setting == .xdp else {
        requests.append(
          SetBridgePort(reference, LinkSetting(setting), UInt8(truncatingIfNeeded: value)))
        continue
      }
      // Whose program it was is not known: it cannot be put back.
      let attached = old.deviations.first { $0.setting == .xdp }?.value ?? 0
      if value == 0 { requests.append(DetachXDP(reference, attached: attached)) }
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
