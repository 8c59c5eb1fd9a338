package import HostState
import IPAddressing
package import Netlink

extension RuleState {
  package init(_ listed: ListedRule) {
    let rule = listed.rule
    let action: Action =
      switch rule.action {
      case .lookup(let table): .lookup(table: table)
      case .blackhole: .blackhole
      case .goTo(let preference): .goTo(preference: preference)
      case .other(let words):
        .foreign(ForeignObject(summary: words, message: listed.message))
      }
    self.init(
      family: rule.family, preference: rule.preference,
      inputLink: rule.inputName.map(LinkName.init(rawValue:)), isInverted: rule.isInverted,
      mark: rule.mark.map { Mark($0, mask: rule.markMask ?? .max) },
      source: rule.source, action: action)
  }

  /// What makes or deletes the rule: rules cannot be replaced.
  ///
  /// - Returns: Nil if a foreign rule should be made.
  package func request(_ edit: Edit) -> (any NetlinkRequest)? {
    let action: Rule.Action
    switch self.action {
    case .lookup(let table): action = .lookup(table: table)
    case .blackhole: action = .blackhole
    case .goTo(let preference): action = .goTo(preference: preference)
    case .foreign(let object):
      guard edit == .delete else { return nil }
      return DeleteObject(.rule, message: object.message, summary: object.summary)
    }
    let rule = Rule(
      family: family, preference: preference, inputName: inputLink?.rawValue,
      isInverted: isInverted, mark: mark?.value, markMask: mark?.mask, source: source,
      action: action, owner: RouteState.protocolNumber)
    return RuleRequest(edit, rule)
  }
}
