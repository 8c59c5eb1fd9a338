import CLinux
package import IPAddressing

/// A route, as the kernel knows it.
package struct Route: Hashable, Sendable {
  package enum Action: Hashable, Sendable {
    /// Directly connected.
    case link(index: Int32)
    case via(IPAddress, linkIndex: Int32, onLink: Bool)
    case blackhole
    /// What we never make: several next hops, another type, a next hop object; in `ip`'s words,
    /// without its link.
    case other(String, linkIndex: Int32?)
  }

  package var table: UInt32
  package var destination: Prefix
  package var metric: UInt32
  package var action: Action
  package var lockedMTU: Int?
  /// RTPROT_*: who made it.
  package var owner: UInt8

  package init(
    table: UInt32, destination: Prefix, metric: UInt32, action: Action, lockedMTU: Int? = nil,
    owner: UInt8
  ) {
    self.table = table
    self.destination = destination
    self.metric = metric
    self.action = action
    self.lockedMTU = lockedMTU
    self.owner = owner
  }

  /// Whether the kernel made it by itself: connected and local routes, redirects, advertisements.
  package var isAutomatic: Bool {
    [RTPROT_KERNEL, RTPROT_REDIRECT, RTPROT_RA].contains(Int32(owner))
  }
}

extension Route {
  /// In `ip`'s words; `linkName` is the output link's name where it is known.
  package func words(linkName: String = "") -> String {
    var words: [String] = []
    switch action {
    case .link(let index):
      words = ["\(destination) dev \(LinkReference(index: index, name: linkName))"]
    case .via(let address, let index, let onLink):
      let link = LinkReference(index: index, name: linkName)
      words = ["\(destination) via \(address) dev \(link)"]
      if onLink { words.append("onlink") }
    case .blackhole: words = ["blackhole \(destination)"]
    case .other(let text, let index):
      words = ["\(destination) \(text)"] + (index.map { ["dev index \($0)"] } ?? [])
    }
    if let lockedMTU { words.append("mtu lock \(lockedMTU)") }
    words.append("table \(table) metric \(metric)")
    return words.joined(separator: " ")
  }
}
