package import HostState
import IPAddressing
package import Netlink

extension DefaultRule {
  /// What restores the kernel's rule, or deletes it.
  package func request(_ edit: Edit) -> any NetlinkRequest { RuleRequest(edit, rule) }

  private var rule: Rule {
    Rule(
      family: family, preference: table.preference, action: .lookup(table: table.rawValue),
      owner: Rule.kernelOwner)
  }

  /// The default rule that a listed one is, whoever made it.
  init?(_ listed: ListedRule) {
    let match = Self.all.first { candidate in
      var rule = candidate.rule
      rule.owner = listed.rule.owner
      return rule == listed.rule
    }
    guard let match else { return nil }
    self = match
  }
}
