import Netlink

/// The tables of a network namespace as nft(8) prints them, without what packets change: counters,
/// quotas' use, elements that rules add.
package struct Ruleset: Hashable, Sendable {
  /// The text of each table, from `table FAMILY NAME {` to `}` and a line's end.
  package let tables: [TableKey: String]

  /// From the output of `list ruleset`.
  init(listing: String) {
    var tables: [TableKey: String] = [:]
    var key: TableKey?
    var lines: [Substring] = []
    for line in listing.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("table ") {
        let words = line.split(separator: " ")
        key = words.count >= 3 ? TableKey(family: String(words[1]), name: String(words[2])) : nil
        lines = []
      }
      lines.append(line)
      if line == "}", let ended = key {
        tables[ended] = DynamicElements.removed(from: lines).joined(separator: "\n") + "\n"
        key = nil
      }
    }
    self.tables = tables
  }

  /// The tables of the current thread's network namespace.
  package static func current() throws(NFTablesError) -> Ruleset {
    // libnftables asks many questions, one thread at a time; most namespaces have no table.
    if (try? NetlinkSocket(.netfilter).list(TableDump()))?.isEmpty == true {
      return Ruleset(listing: "")
    }
    return Ruleset(
      listing: try NFTablesLibrary.run("list ruleset", request: "list"))
  }
}
