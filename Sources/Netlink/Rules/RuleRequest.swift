import CLinux
import IPAddressing

/// Adds or deletes a policy routing rule.
///
/// The kernel cannot replace one: add the new one, then delete the old one, which may have the same
/// preference.
///
/// - Precondition: The rule's action is none that is only observed, and the edit is no replacement.
package struct RuleRequest: NetlinkRequest {
  package var edit: Edit
  package var rule: Rule

  package init(_ edit: Edit, _ rule: Rule) {
    precondition(edit != .replace, "rules cannot be replaced")
    if case .other = rule.action { preconditionFailure("such a rule can only be observed") }
    self.edit = edit
    self.rule = rule
  }

  package var messageType: Int { Int(edit == .delete ? RTM_DELRULE : RTM_NEWRULE) }
  package var flags: Int { edit.flags }

  package func encode(into message: inout MessageBuffer) {
    var header = fib_rule_hdr()
    header.family = rule.family.number
    header.src_len = UInt8(rule.source?.length ?? 0)
    header.flags = rule.isInverted ? UInt32(FIB_RULE_INVERT) : 0
    var table: UInt32 = 0
    switch rule.action {
    case .lookup(let number):
      table = number
      header.action = UInt8(FR_ACT_TO_TBL)
      header.table = number < 256 ? UInt8(number) : UInt8(RT_TABLE_COMPAT.rawValue)
    case .goTo: header.action = UInt8(FR_ACT_GOTO)
    case .blackhole, .other: header.action = UInt8(FR_ACT_BLACKHOLE)
    }
    message.append(header)
    if case .goTo(let preference) = rule.action {
      message.attribute(Int(FRA_GOTO), preference)
    }
    message.attribute(Int(FRA_PRIORITY), rule.preference)
    if table != 0 { message.attribute(Int(FRA_TABLE), table) }
    // Deletion takes the rule whoever made it.
    if edit != .delete { message.attribute(Int(FRA_PROTOCOL), rule.owner) }
    if let inputName = rule.inputName {
      message.attribute(Int(FRA_IIFNAME), string: inputName)
    }
    if let mark = rule.mark {
      message.attribute(Int(FRA_FWMARK), mark)
      message.attribute(Int(FRA_FWMASK), rule.markMask ?? .max)
    }
    if let source = rule.source {
      message.attribute(Int(FRA_SRC), bytes: source.address.bytes)
    }
  }

  package var description: String { "rule \(edit.rawValue) \(rule)" }
}
