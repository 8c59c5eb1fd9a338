package import Diagnostics

/// A map from names to constructs, in the order of the file.
package struct NamedMap<Value: Sendable>: Sendable {
  package struct Entry: Sendable {
    package var name: String
    /// The key.
    package var range: SourceRange
    package var value: Value
    /// Whether nothing within was refused.
    package var isComplete: Bool

    package init(name: String, range: SourceRange, value: Value, isComplete: Bool = true) {
      self.isComplete = isComplete
      self.name = name
      self.range = range
      self.value = value
    }
  }

  package var entries: [Entry]

  package init(entries: [Entry] = []) { self.entries = entries }
}

extension NamedMap: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { entries.count }
  package var count: Int { entries.count }
  package subscript(position: Int) -> Entry { entries[position] }

  // The array's own iterator, which other modules' loops are compiled with.
  package func makeIterator() -> IndexingIterator<[Entry]> { entries.makeIterator() }
}
