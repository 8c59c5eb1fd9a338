package import Diagnostics
package import IPAddressing

/// A named list of CIDRs that routes may use as their destination.
package struct PrefixList: Sendable {
  package struct Entry: Sendable {
    package var prefix: Prefix
    package var source: SourceRange

    package init(prefix: Prefix, source: SourceRange) {
      self.prefix = prefix
      self.source = source
    }
  }

  package var id: ID<PrefixList>
  package var name: String
  package var entries: [Entry]
  package var source: SourceRange

  package init(id: ID<PrefixList>, name: String, entries: [Entry], source: SourceRange) {
    self.id = id
    self.name = name
    self.entries = entries
    self.source = source
  }
}
