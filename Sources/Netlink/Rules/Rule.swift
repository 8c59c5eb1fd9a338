import CLinux
package import IPAddressing

/// A policy routing rule, as the kernel knows it.
package struct Rule: Hashable, Sendable {
  package enum Action: Hashable, Sendable {
    case lookup(table: UInt32)
    case blackhole
    case goTo(preference: UInt32)
    /// What we never make: another action, or selectors beyond ours; in `ip`'s words.
    case other(String)
  }

  package var family: AddressFamily
  package var preference: UInt32
  package var inputName: String?
  package var isInverted: Bool
  package var mark: UInt32?
  package var markMask: UInt32?
  package var source: Prefix?
  package var action: Action
  /// FRA_PROTOCOL: who made it.
  package var owner: UInt8

  package init(
    family: AddressFamily, preference: UInt32, inputName: String? = nil, isInverted: Bool = false,
    mark: UInt32? = nil, markMask: UInt32? = nil, source: Prefix? = nil, action: Action,
    owner: UInt8
  ) {
    self.family = family
    self.preference = preference
    self.inputName = inputName
    self.isInverted = isInverted
    self.mark = mark
    self.markMask = markMask
    self.source = source
    self.action = action
    self.owner = owner
  }

  /// FRA_PROTOCOL of the rules that the kernel makes in a new namespace.
  package static let kernelOwner = UInt8(RTPROT_KERNEL)
}

extension Rule: CustomStringConvertible {
  /// In `ip`'s words.
  package var description: String {
    var words = ["pref \(preference)"]
    if family == .ipv6 { words.insert("inet6", at: 0) }
    if isInverted { words.append("not") }
    if let source { words.append("from \(source)") }
    if let inputName { words.append("iif \(inputName)") }
    if let mark {
      let mask = markMask.map { $0 == .max ? "" : "/0x\(String($0, radix: 16))" } ?? ""
      words.append("fwmark 0x\(String(mark, radix: 16))\(mask)")
    }
    switch action {
    case .lookup(let table): words.append("lookup \(table)")
    case .blackhole: words.append("blackhole")
    case .goTo(let preference): words.append("goto \(preference)")
    case .other(let text): words.append(text)
    }
    return words.joined(separator: " ")
  }
}
