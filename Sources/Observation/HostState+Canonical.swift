package import HostState
package import NFTables
import Netlink

extension HostState {
  /// The state with every nftables table as nft(8) itself would print it, so that it can be
  /// compared with an observed one.
  ///
  /// - Throws: nft's refusal of a text, of the first namespace by name that has one.
  package func canonicalised(
    by tables: CanonicalTables, threads: Int = 2
  ) throws(ObservationError) -> HostState {
    let work = namespaces.filter { !$0.value.nftables.isEmpty }.sorted { $0.key < $1.key }
    let results: [Result<[String: String], ObservationError>]
    do throws(NetlinkError) {
      results = try DedicatedThread.map(work, threads: threads) { name, namespace in
        Result { () throws(ObservationError) in
          do throws(NFTablesError) {
            return try namespace.canonicalTables(by: tables)
          } catch {
            throw .nftables(error, name)
          }
        }
      }
    } catch {
      throw .netlink(error)
    }
    var copy = self
    for ((name, _), result) in zip(work, results) {
      copy.namespaces[name]?.nftables = try result.get()
    }
    return copy
  }
}

extension NamespaceState {
  fileprivate func canonicalTables(
    by canonical: CanonicalTables
  ) throws(NFTablesError) -> [String: String] {
    let references = links.map { LinkReference(index: $0.value.index, name: $0.key.rawValue) }
    var texts: [String: String] = [:]
    for (name, text) in nftables {
      guard let key = TableKey(name) else {
        throw NFTablesError(request: "canonicalise \(name)", text: "not a table's name")
      }
      texts[name] = try canonical.text(of: text, key: key, links: references)
    }
    return texts
  }
}
