import Glibc
package import Netlink
import Synchronization

/// Writes tables as nft(8) itself would print them after loading them, so that texts can be
/// compared.
///
/// Remembers what it has seen.
package final class CanonicalTables: Sendable {
  private struct Key: Hashable {
    let text: String
    let links: [LinkReference]
  }

  private let known = Mutex<[Key: Result<String, NFTablesError>]>([:])

  package init() {}

  /// The text of a table as the kernel would hold it.
  ///
  /// - Parameters:
  ///   - key: The table that the text must make, and no other.
  ///   - links: The links of its namespace: `iif`, `oif` and `device` are looked up on loading.
  package func text(
    of text: String, key: TableKey, links: [LinkReference] = []
  ) throws(NFTablesError) -> String {
    let mentioned = Self.mentioned(links, in: text).sorted { $0.index < $1.index }
    let entry = Key(text: text, links: mentioned)
    let result =
      known.withLock { $0[entry] }
      ?? {
        let result = Self.load(text, key, mentioned)
        known.withLock { $0[entry] = result }
        return result
      }()
    return try result.get()
  }

  /// Those whose names occur in a text.
  ///
  /// A router has as many links as its network has hosts: String's own search takes far longer.
  private static func mentioned(_ links: [LinkReference], in text: String) -> [LinkReference] {
    text.withCString { text in
      links.filter { link in link.name.withCString { strstr(text, $0) != nil } }
    }
  }

  /// Loads a table in a namespace made for it and reads it back.
  private static func load(
    _ text: String, _ key: TableKey, _ links: [LinkReference]
  ) -> Result<String, NFTablesError> {
    let request = "canonicalise \(key)"
    do {
      return try DedicatedThread.result { () throws(NFTablesError) -> String in
        try ScratchNamespace.enter(with: links, request)
        _ = try NFTablesLibrary.run(text, request: request)
        let tables = try Ruleset.current().tables
        guard let table = tables[key], tables.count == 1 else {
          let made = tables.keys.sorted().map(\.description).joined(separator: ", ")
          throw NFTablesError(
            request: request, text: "the text makes \(made.isEmpty ? "no table" : made)")
        }
        return table
      }
    } catch {
      return .failure(NFTablesError(request: request, text: "\(error)"))
    }
  }
}
