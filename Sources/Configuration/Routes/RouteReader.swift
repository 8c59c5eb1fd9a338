import Diagnostics
import IPAddressing
import YAMLSyntax

/// Reads the entries of one `routes` map.
struct RouteReader {
  let allowed: [RouteTargetReference.Kind]
  var list = RouteList()
  /// The index of each of the first targets that were read, nil for one that was refused: most
  /// tables have few, which are found faster by looking at each.
  private var firstTargets: [(node: NodeID, index: Int32?)] = []
  /// Those of the further ones, by text.
  private var otherTargets: [ArraySlice<UInt8>: Int32?] = [:]
  private static let few = 16
  /// The index of each name that was read.
  private var knownNames: [RouteDestination.Name: Int32] = [:]

  init(allowed: [RouteTargetReference.Kind], fileIndex: Int, expecting count: Int) {
    self.allowed = allowed
    list.fileIndex = fileIndex
    list.routes.reserveCapacity(count)
  }

  mutating func read(_ entry: EntryList.Element, _ decoder: inout DocumentDecoder) {
    let destination = destination(entry.key, &decoder)
    let target = target(entry.value, &decoder)
    guard let destination, let target else { return }
    list.routes.append(
      .init(destination: destination, target: target, key: entry.key, value: entry.value))
  }

  private mutating func destination(
    _ node: NodeID, _ decoder: inout DocumentDecoder
  ) -> RouteDestination? {
    let bytes = decoder.tree.bytes(of: node)
    if let prefix = PrefixReader.ipv4(bytes) { return .prefix(prefix) }
    let text = String(decoding: bytes, as: UTF8.self)
    if PrefixReader.mayBeAddress(bytes) {
      if let prefix = Prefix(text) { return .prefix(prefix) }
      if Prefix.split(text) != nil || IPAddress(text) != nil {
        return decoder.prefix(text, at: node).map { .prefix($0) }
      }
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, parts[0] == "subnet", Names.isName(parts[1]) {
      return .subnet(index(.init(name: String(parts[1]))))
    }
    if parts.count == 3, parts[1] == "subnet", Names.isName(parts[0]), Names.isName(parts[2]) {
      return .subnet(index(.init(vpc: String(parts[0]), name: String(parts[2]))))
    }
    if parts.count == 2, parts[0] == "prefix_list", Names.isName(parts[1]) {
      return .prefixList(index(.init(name: String(parts[1]))))
    }
    let help =
      switch text {
      case "default", "any", "all": "write 0.0.0.0/0, and \"::/0\" for IPv6"
      default: "write a CIDR such as 10.0.1.0/24, `subnet/NAME` or `prefix_list/NAME`"
      }
    decoder.refuse(
      node, .invalidDestination, "`\(Excerpt.shortened(text))` is no destination of a route",
      help: help)
    return nil
  }

  private mutating func index(_ name: RouteDestination.Name) -> Int32 {
    if let known = knownNames[name] { return known }
    let index = Int32(list.names.count)
    list.names.append(name)
    knownNames[name] = index
    return index
  }

  private mutating func target(_ node: NodeID, _ decoder: inout DocumentDecoder) -> Int32? {
    if let known = firstTargets.last(where: { decoder.tree.areEqual($0.node, node) }) {
      return known.index
    }
    if firstTargets.count < Self.few {
      firstTargets.append((node, newTarget(node, &decoder)))
      return firstTargets[firstTargets.count - 1].index
    }
    let bytes = decoder.tree.bytes(of: node)
    let index = otherTargets[bytes] ?? newTarget(node, &decoder)
    otherTargets[bytes] = .some(index)
    return index
  }

  private mutating func newTarget(_ node: NodeID, _ decoder: inout DocumentDecoder) -> Int32? {
    guard let reference = parse(node, &decoder) else { return nil }
    list.targets.append(reference)
    return Int32(list.targets.count - 1)
  }

  private func parse(_ node: NodeID, _ decoder: inout DocumentDecoder) -> RouteTargetReference? {
    guard let text = decoder.word(node, "a target") else { return nil }
    var name = ""
    var word = text[...]
    if let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) {
      word = text[..<slash]
      name = String(text[text.utf8.index(after: slash)...])
    }
    guard let kind = RouteTargetReference.Kind(rawValue: String(word)), allowed.contains(kind)
    else {
      refuseWord(String(word), name, text, node, &decoder)
      return nil
    }
    let isZonal = name.utf8.last == UInt8(ascii: "e") && name.hasSuffix("@zone")
    if isZonal { name.removeLast("@zone".count) }
    if kind.isNamed != !name.isEmpty || kind.isNamed && !Names.isName(name) {
      decoder.refuse(
        node, .invalidTarget, "`\(Excerpt.shortened(text))` is no target of a route",
        help: kind.isNamed
          ? "write `\(word)/NAME`\(name.contains("@") ? ", or `\(word)/NAME@zone`" : "")"
          : "write `\(word)` alone")
      return nil
    }
    guard !isZonal || kind.isZonal else {
      decoder.refuse(
        node, .invalidTarget, "`@zone` has no meaning here: a \(kind.rawValue) is in no zone",
        help: "write `\(kind.rawValue)/\(name)`")
      return nil
    }
    return RouteTargetReference(
      kind: kind, name: name, isZonal: isZonal, range: decoder.tree.range(of: node))
  }

  private func refuseWord(
    _ word: String, _ name: String, _ text: String, _ node: NodeID,
    _ decoder: inout DocumentDecoder
  ) {
    let words = allowed.map { $0.isNamed ? "\($0.rawValue)/NAME" : $0.rawValue }
    var help = "write \(Excerpt.list(words, "or"))"
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if let meant = Spelling.suggestion(for: word, among: allowed.map(\.rawValue)) {
      let kind = RouteTargetReference.Kind(rawValue: meant)
      help =
        "did you mean `\(meant)\(kind?.isNamed == true ? "/\(name.isEmpty ? "NAME" : name)" : "")`?"
    } else if parts.count == 3, allowed.contains(where: { $0.rawValue == parts[1] }) {
      help = "a route's target is in its own VPC: write `\(parts[1])/\(parts[2])`"
    }
    decoder.refuse(
      node, .invalidTarget, "`\(Excerpt.shortened(text))` is no target of a route", help: help)
  }
}
