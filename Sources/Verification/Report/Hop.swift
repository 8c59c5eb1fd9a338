package import Diagnostics
package import IPAddressing

/// One routing decision, in the words of the topology file.
package struct Hop: Hashable, Sendable {
  /// A route that matches as well and lost.
  package struct Alternative: Hashable, Sendable {
    package var prefix: Prefix
    package var target: String
    package var location: SourceRange
  }

  /// The resource that holds the packet.
  package var at: String
  /// The route table's address; nil where a VPC's local routes alone hold.
  package var table: String?
  /// The destination of the route that decided; nil when none matched.
  package var prefix: Prefix?
  /// Where the packet goes next, or why no further.
  package var target: String
  package var zone: String?
  /// The line that decided.
  package var location: SourceRange?
  package var shadowed: [Alternative]
  /// What a reader must notice here: why it matters, or which choice was taken.
  package var remark: String?
}
