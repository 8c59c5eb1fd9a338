/// Changes of a namespace's tables that take effect all at once or not at all.
package struct NFTablesTransaction: Hashable, Sendable {
  /// nft(8) commands, one a line; tables in full.
  package private(set) var text = ""
  private var words: [String] = []

  package init() {}

  package var isEmpty: Bool { words.isEmpty }

  /// Makes a table from its full text, `table FAMILY NAME { … }`, in place of one of that name.
  ///
  /// - Parameter isNew: Fail if there is one, which costs no grace period of about 10 ms.
  package mutating func put(_ key: TableKey, text table: String, isNew: Bool = false) {
    // Adding first makes deletion succeed whether or not the table exists.
    text += isNew ? "create table \(key)\n" : "add table \(key)\ndelete table \(key)\n"
    text += table
    if !text.hasSuffix("\n") { text += "\n" }
    words.append("put \(key)")
  }

  /// Deletes a table, if it exists.
  package mutating func remove(_ key: TableKey) {
    text += "add table \(key)\ndelete table \(key)\n"
    words.append("remove \(key)")
  }

  /// Executes the transaction in the current thread's network namespace.
  package func apply() throws(NFTablesError) {
    guard !isEmpty else { return }
    _ = try NFTablesLibrary.run(text, request: words.joined(separator: ", "))
  }
}
