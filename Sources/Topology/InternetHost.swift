package import Diagnostics
package import IPAddressing

/// A host of the lab's internet.
package struct InternetHost: Sendable {
  package var id: ID<InternetHost>
  package var name: String
  package var ipv4: IPAddress
  package var ipv6: IPAddress?
  /// What runs in it; nil for an idle namespace.
  package var process: [String]?
  package var source: SourceRange

  package init(
    id: ID<InternetHost>, name: String, ipv4: IPAddress, ipv6: IPAddress?, process: [String]?,
    source: SourceRange
  ) {
    self.id = id
    self.name = name
    self.ipv4 = ipv4
    self.ipv6 = ipv6
    self.process = process
    self.source = source
  }
}
