import Netlink

/// The tables of a network namespace as nft(8) prints them, without what packets change: counters,
/// quotas' use, elements that rules add.
package struct Ruleset: Hashable, Sendable {
  /// The text of each table, from `table FAMILY NAME {` to `}` and a line's end.
  package let tables: [TableKey: String]
  /// The ports of the netlink sockets with which tables go, of those that do.
  package let owners: [TableKey: UInt32]

  /// From the output of `list ruleset`.
  init(listing: String, owners: [TableKey: UInt32] = [:]) {
    self.owners = owners
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
    let listed = try? NetlinkSocket(.netfilter).list(TableDump())
    if listed?.isEmpty == true { return Ruleset(listing: "") }
    let owners = (listed ?? []).compactMap { table in
      table.owner.map { (TableKey(family: table.family, name: table.name), $0) }
    }
    return Ruleset(
      listing: try NFTablesLibrary.run("list ruleset", request: "list"),
      owners: Dictionary(owners, uniquingKeysWith: { $1 }))
  }
}
