import HostState

extension Plan {
  /// Checks that the plan stays inside its topology's namespaces and that its names are such as we
  /// make: a plan file may come from anybody.
  package func checkOwnership() throws(PlanFileError) {
    guard Self.isTopologyName(topology) else {
      throw PlanFileError(description: "`\(topology)` is no topology's name")
    }
    for operation in operations {
      for change in operation.changes { try check(change) }
    }
  }

  private func check(_ change: Change) throws(PlanFileError) {
    let id = change.object
    try check(id.namespace)
    switch id.kind {
    case .link(let name), .address(let name, _), .neighbor(let name, _): try check(name)
    case .sysctl(let path):
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count > 1, parts[0] == "net",
        parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && !$0.utf8.contains(0) })
      else { throw PlanFileError(description: "`\(path)` is no sysctl of a namespace") }
    case .process(let name): try checkFileName(name)
    case .foreign(let item): if let link = item.link { try check(link) }
    case .rule(let rule): if let link = rule.inputLink { try check(link) }
    case .namespace, .route, .foreignRoute, .absentDefaultRule, .nftablesTable, .dataPlane:
      break
    }
    for object in [change.before, change.after] {
      if case .link(let state)? = object, let peer = state.peerNamespace { try check(peer) }
      if case .process(let state)? = object {
        for file in state.files.keys { try checkFileName(file) }
      }
    }
  }

  private func check(_ name: NamespaceName) throws(PlanFileError) {
    let prefix = NamespaceName.prefix(topology: topology)
    let rest = name.rawValue.dropFirst(prefix.count)
    guard name.rawValue.hasPrefix(prefix), !rest.isEmpty, name.rawValue.utf8.count <= 64,
      name.rawValue.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "/") })
    else {
      throw PlanFileError(description: "`\(name)` is no namespace of topology \(topology)")
    }
  }

  private func check(_ link: LinkName) throws(PlanFileError) {
    let bytes = link.rawValue.utf8
    guard (1...15).contains(bytes.count), link.rawValue != ".", link.rawValue != "..",
      bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "/") })
    else { throw PlanFileError(description: "`\(link)` is no link's name") }
  }

  private func checkFileName(_ name: String) throws(PlanFileError) {
    guard !name.isEmpty, name != ".", name != "..", name.utf8.count <= 255,
      name.utf8.allSatisfy({ $0 != UInt8(ascii: "/") && $0 != 0 })
    else { throw PlanFileError(description: "`\(name)` is no file's name") }
  }

  /// `[a-z][a-z0-9-]*`, at most 32 characters.
  private static func isTopologyName(_ name: String) -> Bool {
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard let first = name.utf8.first, letters.contains(first), name.utf8.count <= 32 else {
      return false
    }
    return name.utf8.allSatisfy {
      letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "-")
    }
  }
}
