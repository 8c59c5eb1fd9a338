import HostState
import IPAddressing

/// Bytes of an IPv4 packet at least and of a link's at most (ETH_MIN_MTU, ETH_MAX_MTU of if_ether.h).
private let linkMTUs = 68...65535
/// IFALIASZ of if.h, without the NUL.
private let longestAlias = 255

extension HostObject {
  /// What no kernel takes of the settings that an object should get; nil if it may take them.
  func fault(as kind: HostObjectID.Kind, in topology: String) -> String? {
    switch (self, kind) {
    case (.namespace(let resource), _):
      Self.alias("\(topology)/\(resource)")
    case (.link(let link), _):
      Self.range(link.mtu, link.isForeign ? 0...Int(UInt32.max) : linkMTUs, "MTU") ?? Self.index(
        link.index) ?? Self.alias(link.alias)
    case (.address(let lengths), .address(_, let address)):
      lengths.lazy.compactMap {
        Self.range($0, 0...address.family.width, "prefix length")
      }.first
    case (.route(let action, let lockedMTU), .route(_, let destination, _)):
      lockedMTU.flatMap { Self.range($0, linkMTUs, "locked MTU") }
        ?? action.fault(towards: destination)
    case (.dataPlane(let state), _): state.fault
    case (.process(let process), _): process.fault
    default: nil
    }
  }

  static func index(_ index: Int32) -> String? {
    range(Int(index), 1...Int(.max as Int32), "index")
  }

  static func range<Number: Comparable>(
    _ number: Number, _ range: ClosedRange<Number>, _ noun: String
  ) -> String? {
    range.contains(number)
      ? nil : "\(noun) \(number) is not in \(range.lowerBound)…\(range.upperBound)"
  }

  private static func alias(_ alias: String) -> String? {
    alias.utf8.count <= longestAlias && !alias.utf8.contains(0)
      ? nil : "its alias is no text of at most \(longestAlias) bytes"
  }
}

extension LinkState {
  fileprivate var isForeign: Bool { if case .foreign = kind { true } else { false } }
}

extension RouteState.Action {
  fileprivate func fault(towards destination: Prefix) -> String? {
    if case .via(let address, _, _) = self, address.family != destination.family {
      return "its next hop \(address) is of another family"
    }
    return nil
  }
}

extension ProcessState {
  fileprivate var fault: String? {
    if arguments.first?.isEmpty != false { return "it has no program" }
    let words = arguments + environment.flatMap { [$0.key, $0.value] } + [workingDirectory ?? ""]
    if words.contains(where: { $0.utf8.contains(0) }) { return "a word of it has a NUL byte" }
    return reloadSignal.flatMap { HostObject.range($0, 1...64, "signal") }
  }
}
