import Diagnostics
import Testing
import YAMLSyntax

/// Makes the edits that a repair prints in the text of a topology file, as a person would who knows
/// YAML and takes every word literally.
struct HandEditor {
  private(set) var text: String

  init(_ text: String) { self.text = text }

  /// A sentence that cannot be followed.
  struct Confusion: Error, CustomStringConvertible {
    let description: String
  }

  /// Follows one printed edit.
  mutating func apply(_ edit: String) throws {
    let words = edit.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
    // Quoted words stand at the odd places.
    let quoted = words.indices.filter { !$0.isMultiple(of: 2) }.map { words[$0] }
    let shape = words.indices.filter { $0.isMultiple(of: 2) }.map { words[$0] }
      .joined(separator: "_")
    switch shape {
    case "add _ to the routes of _": try add(pairs(quoted[0]), path(quoted[1]) + ["routes"])
    case "in _, change _ to _": try change(quoted[1], to: pairs(quoted[2]), path(quoted[0]))
    case "remove _ from _": try change(quoted[0], to: [], path(quoted[1]))
    case "in _, set _", "set _ on _":
      let (place, setting) =
        shape.hasPrefix("in") ? (quoted[0], quoted[1]) : (quoted[1], quoted[0])
      try set(setting, path(place))
    case "remove _ from the _ of _":
      try list(path(quoted[2]) + [quoted[1]]) { words in words.filter { $0 != quoted[0] } }
    case "remove _ of _": try remove(quoted[0], path(quoted[1]))
    case "in _, set _ and add under _ _":
      try set(quoted[1], path(quoted[0]))
      try add([quoted[3]], path(quoted[0]) + [quoted[2]])
    case "add _ to the _ of _" where quoted[1] == "subnets":
      try list(path(quoted[2]) + [quoted[1]]) { $0 + [quoted[0]] }
    case "add _ to the _ of _": try add([quoted[0]], path(quoted[2]) + [quoted[1]])
    case "add _ to the _ of _ and add under _ _":
      try add([quoted[0]], path(quoted[2]) + [quoted[1]])
      try add([quoted[4]], path(quoted[2]) + [quoted[3]])
    default: throw Confusion(description: "what does `\(edit)` mean?")
    }
  }

  /// The keys that lead to what an address names.
  private func path(_ address: String) -> [String] {
    var words = address.split(separator: "/").map(String.init)
    var path: [String] = []
    if words.first != "transit_gateway" { path = ["vpcs", words.removeFirst()] }
    while words.count > 1 {
      path += [words.removeFirst() + "s", words.removeFirst()]
    }
    return path
  }

  /// `a: b, c: d`, apart; a comma within braces parts nothing.
  private func pairs(_ list: String) -> [String] {
    var pairs = [""]
    var depth = 0
    for character in list {
      if character == "{" || character == "[" { depth += 1 }
      if character == "}" || character == "]" { depth -= 1 }
      if character == ",", depth == 0 {
        pairs.append("")
      } else {
        pairs[pairs.count - 1].append(character)
      }
    }
    return pairs.map { String($0.drop { $0 == " " }) }
  }

  private mutating func add(_ pairs: [String], _ path: [String]) throws {
    let tree = try tree()
    guard let node = find(path, in: tree) else {
      guard let last = path.last else { throw Confusion(description: "add to nothing") }
      return try add(["\(last): { \(pairs.joined(separator: ", ")) }"], Array(path.dropLast()))
    }
    guard tree.kind(of: node) == .mapping else {
      throw Confusion(description: "\(path.joined(separator: "/")) is no map")
    }
    let start = offset(tree.range(of: node).start)
    if text.unicodeScalars[start] == "{" {
      let comma = tree.entries(of: node).isEmpty ? "" : ","
      insert(
        " \(pairs.joined(separator: ", "))\(comma) ", at: text.unicodeScalars.index(after: start))
    } else {
      let indent = String(repeating: " ", count: tree.range(of: node).start.column - 1)
      insert(pairs.map { "\($0)\n\(indent)" }.joined(), at: start)
    }
  }

  /// The line must stand in the table as it is quoted.
  private mutating func change(_ old: String, to new: [String], _ table: [String]) throws {
    let tree = try tree()
    guard let routes = find(table + ["routes"], in: tree),
      let entry = tree.entries(of: routes).first(where: {
        held(by: tree.range(of: $0)) == old
      })
    else {
      throw Confusion(description: "\(table.joined(separator: "/")) has no line `\(old)`")
    }
    let range = tree.range(of: entry)
    let isFlow = text.unicodeScalars[offset(tree.range(of: routes).start)] == "{"
    if !new.isEmpty || !isFlow && tree.entries(of: routes).count > 1 {
      let indent = String(repeating: " ", count: range.start.column - 1)
      return replace(range, by: new.joined(separator: isFlow ? ", " : "\n\(indent)"))
    }
    let others = tree.entries(of: routes).map { held(by: tree.range(of: $0)) }.filter { $0 != old }
    replace(tree.range(of: routes), by: "{ \(others.joined(separator: ", ")) }")
  }

  private mutating func set(_ setting: String, _ path: [String]) throws {
    let tree = try tree()
    let key = String(setting.prefix { $0 != ":" })
    guard let node = find(path, in: tree) else {
      throw Confusion(description: "there is no \(path.joined(separator: "/"))")
    }
    if let entry = tree.entries(of: node).first(where: { tree.string(of: $0.key) == key }) {
      replace(tree.range(of: entry), by: setting)
    } else {
      try add([setting], path)
    }
  }

  private mutating func list(_ path: [String], _ edit: ([String]) -> [String]) throws {
    let tree = try tree()
    guard let list = find(path, in: tree) else {
      throw Confusion(description: "there is no \(path.joined(separator: "/"))")
    }
    let words = edit(tree.items(of: list).map { tree.string(of: $0) })
    replace(tree.range(of: list), by: "[\(words.joined(separator: ", "))]")
  }

  private mutating func remove(_ key: String, _ path: [String]) throws {
    let tree = try tree()
    guard let node = find(path, in: tree) else {
      throw Confusion(description: "there is no \(path.joined(separator: "/"))")
    }
    let others = tree.entries(of: node).filter { tree.string(of: $0.key) != key }
    replace(
      tree.range(of: node),
      by: "{ \(others.map { held(by: tree.range(of: $0)) }.joined(separator: ", ")) }")
  }

  private func tree() throws -> SyntaxTree {
    let file = SourceFile(path: "edited.yaml", bytes: Array(text.utf8))
    return try #require(SyntaxTree.parse(file).tree)
  }

  private func find(_ path: [String], in tree: SyntaxTree) -> NodeID? {
    var node = tree.root
    for word in path {
      guard
        let entry = tree.entries(of: node).first(where: { tree.string(of: $0.key) == word })
      else { return nil }
      node = entry.value
    }
    return node
  }

  private func offset(_ position: SourcePosition) -> String.Index {
    let scalars = text.unicodeScalars
    var index = scalars.startIndex
    for _ in 1..<position.line {
      index =
        scalars[index...].firstIndex(of: "\n").map { scalars.index(after: $0) }
        ?? scalars.endIndex
    }
    return scalars.index(index, offsetBy: position.column - 1)
  }

  private func held(by range: SourceRange) -> String {
    String(text.unicodeScalars[offset(range.start)..<offset(range.end)])
  }

  private mutating func insert(_ new: String, at place: String.Index) {
    text.insert(contentsOf: new, at: place)
  }

  private mutating func replace(_ range: SourceRange, by new: String) {
    text.replaceSubrange(offset(range.start)..<offset(range.end), with: new)
  }
}
