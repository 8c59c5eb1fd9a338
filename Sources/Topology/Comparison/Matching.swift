/// Which elements of two arrays are the same thing.
package struct Matching<Element>: Sendable {
  /// By old index: the new one, -1 where the thing is gone.
  package private(set) var newOfOld: [Int32]
  /// By new index: the old one, -1 where the thing was not there.
  package private(set) var oldOfNew: [Int32]

  /// Elements with one key are the same; of several on one side the first.
  package init<Key: Hashable>(_ old: [Key], _ new: [Key]) {
    newOfOld = [Int32](repeating: -1, count: old.count)
    oldOfNew = [Int32](repeating: -1, count: new.count)
    var known = [Key: Int](minimumCapacity: old.count)
    for (index, key) in old.enumerated() where known[key] == nil { known[key] = index }
    for (index, key) in new.enumerated() {
      if let found = known.removeValue(forKey: key) { join(found, index) }
    }
  }

  /// Joins what is left by another key, where no two that are left on one side have the same.
  ///
  /// - Parameters: the key of an element by its index; nil for one that has none.
  package mutating func join<Key: Hashable>(
    oldBy oldKey: (Int) -> Key?, newBy newKey: (Int) -> Key?
  ) {
    let left = Self.unique(newOfOld, oldKey)
    if left.isEmpty { return }
    for (key, index) in Self.unique(oldOfNew, newKey) {
      if let old = left[key] { join(old, index) }
    }
  }

  /// The elements without a partner whose key no other has.
  private static func unique<Key: Hashable>(
    _ partners: [Int32], _ key: (Int) -> Key?
  ) -> [Key: Int] {
    var found: [Key: Int] = [:]
    var repeated: Set<Key> = []
    for (index, partner) in partners.enumerated() where partner < 0 {
      guard let key = key(index) else { continue }
      if found.updateValue(index, forKey: key) != nil { repeated.insert(key) }
    }
    return found.filter { !repeated.contains($0.key) }
  }

  private mutating func join(_ old: Int, _ new: Int) {
    newOfOld[old] = Int32(new)
    oldOfNew[new] = Int32(old)
  }

  package func new(of old: ID<Element>) -> ID<Element>? {
    newOfOld[old.index] < 0 ? nil : ID(Int(newOfOld[old.index]))
  }

  package func old(of new: ID<Element>) -> ID<Element>? {
    oldOfNew[new.index] < 0 ? nil : ID(Int(oldOfNew[new.index]))
  }

  /// One number a thing, whichever side names it: the old index, or one past all of these.
  package func joint(old: Int) -> Int32 { Int32(old) }

  package func joint(new: Int) -> Int32 {
    oldOfNew[new] < 0 ? Int32(newOfOld.count + new) : oldOfNew[new]
  }
}
