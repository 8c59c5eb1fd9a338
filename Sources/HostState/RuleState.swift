package import IPAddressing

/// A policy routing rule (`ip rule`), made with `protocol 98` as its owner's mark.
package struct RuleState: Hashable, Sendable, Codable {
  package enum Action: Hashable, Sendable {
    case lookup(table: UInt32)
    case blackhole
    /// Goes on with the first rule that has at least that preference (FR_ACT_GOTO), which is higher
    /// than the rule's own.
    case goTo(preference: UInt32)
    /// Only observed: a rule with another action, or with selectors that we never set.
    case foreign(ForeignObject)
  }

  package struct Mark: Hashable, Sendable, Codable {
    package var value: UInt32
    package var mask: UInt32

    package init(_ value: UInt32, mask: UInt32 = .max) {
      self.value = value
      self.mask = mask
    }
  }

  package var family: AddressFamily
  /// Lower is asked first.
  package var preference: UInt32
  /// `iif NAME`; `lo` matches what the namespace itself sends.
  package var inputLink: LinkName?
  /// `not`: matches when the selectors do not.
  package var isInverted: Bool
  package var mark: Mark?
  package var source: Prefix?
  package var action: Action

  private enum CodingKeys: String, CodingKey {
    case family, preference, mark, source, action
    case inputLink = "input_link"
    case isInverted = "inverted"
  }

  package init(
    family: AddressFamily, preference: UInt32, inputLink: LinkName? = nil, isInverted: Bool = false,
    mark: Mark? = nil, source: Prefix? = nil, action: Action
  ) {
    self.family = family
    self.preference = preference
    self.inputLink = inputLink
    self.isInverted = isInverted
    self.mark = mark
    self.source = source
    self.action = action
  }

  /// The table of the kernel's own rule 0, which a namespace may have to move.
  package static let localTable: UInt32 = 255
}
