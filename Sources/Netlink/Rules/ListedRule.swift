/// A rule and the kernel's message that said so, without its `nlmsghdr`: sent back in a
/// `DeleteObject`, it selects exactly this rule.
package struct ListedRule: Hashable, Sendable {
  package var rule: Rule
  package var message: [UInt8]

  package init(rule: Rule, message: [UInt8]) {
    self.rule = rule
    self.message = message
  }
}
