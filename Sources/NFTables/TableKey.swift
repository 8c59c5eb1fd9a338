/// `FAMILY NAME`, which names a table in its namespace.
package struct TableKey: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let family: String
  package let name: String

  package init(family: String, name: String) {
    self.family = family
    self.name = name
  }

  /// From `FAMILY NAME`; nil for anything else.
  package init?(_ text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard words.count == 2, words.allSatisfy(Self.isWord) else { return nil }
    self.init(family: words[0], name: words[1])
  }

  package var description: String { "\(family) \(name)" }

  package static func < (left: TableKey, right: TableKey) -> Bool {
    (left.family, left.name) < (right.family, right.name)
  }

  /// What nft takes unquoted, so that a name can never end a command.
  private static func isWord(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
          UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "\\"):
          true
        default: false
        }
      }
  }
}
