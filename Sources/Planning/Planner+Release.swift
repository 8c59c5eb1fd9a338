import HostState

extension Planner {
  /// Takes away what only somebody else makes, which may be in the way of everything.
  mutating func removeForeign(_ phase: Phase, where isIncluded: (ForeignItem) -> Bool) {
    let foreign = model.keys.filter { id in
      if case .foreign(let item) = id.kind {
        !isDying(id.namespace) && isIncluded(item)
      } else {
        false
      }
    }
    for id in foreign.sorted() { emit(phase, id, nil) }
  }

  /// Takes away what cannot be changed in place.
  ///
  /// Routes over such links become blackholes rather than vanish: a packet never falls through to a
  /// less specific route that neither state means.
  mutating func release() {
    let broken = Set(observed.keys.map(\.namespace).filter(isBroken))
    let gone = replaced
    guard !gone.isEmpty || !broken.isEmpty else { return }
    func isGone(_ namespace: NamespaceName, _ link: LinkName) -> Bool {
      gone[HostObjectID(namespace, .link(link))] != nil
    }
    for id in sorted(model, where: { broken.contains($0.namespace) }) {
      if case .process = id.kind { emit(.release, id, nil) }
    }
    for (id, object) in model.sorted(by: { $0.key < $1.key }) {
      guard case .dataPlane(let state) = object else { continue }
      if let link = state.links.sorted().first(where: { isGone(id.namespace, $0) }) {
        emit(.release, id, nil, because: "link \(link) is replaced")
      } else if broken.contains(id.namespace) {
        emit(.release, id, nil)
      }
    }
    for (id, object) in model.sorted(by: { $0.key < $1.key }) {
      guard case .route(let action, _) = object, let link = action.link,
        isGone(id.namespace, link)
      else { continue }
      emit(
        .release, id, .route(.blackhole, lockedMTU: nil),
        because: "held as a blackhole while link \(link) is replaced")
    }
    for id in sorted(model, where: { _ in true }) {
      switch id.kind {
      case .address(let link, _), .neighbor(let link, _):
        if isGone(id.namespace, link) {
          emit(.release, id, nil, because: "link \(link) is replaced")
        }
      default: break
      }
    }
    for (id, object) in model.sorted(by: { $0.key < $1.key }) {
      guard case .link(var state) = object, gone[id] == nil, let master = state.master,
        isGone(id.namespace, master)
      else { continue }
      state.master = nil
      emit(.release, id, .link(state), because: "bridge \(master) is replaced")
    }
    removeLinks(gone.keys.sorted(), .release) { gone[$0] }
    removeNamespaces(broken.sorted(), .release, because: "its making was interrupted")
  }

  /// Removes links, a veth pair as one operation and ports before their bridges.
  mutating func removeLinks(
    _ ids: [HostObjectID], _ phase: Phase, because reason: (HostObjectID) -> String?
  ) {
    let bridges = Set(
      ids.filter { if case .link(let state)? = model[$0] { state.kind == .bridge } else { false } })
    for id in ids.filter({ !bridges.contains($0) }) + bridges.sorted() where model[id] != nil {
      let peer = ReplacedLinks.peer(of: id, in: model)
      emit(phase, ([id] + (peer.map { [$0] } ?? [])).map { ($0, nil) }, because: reason(id))
    }
  }

  /// Removes namespaces, each with everything that is left in it.
  mutating func removeNamespaces(_ names: [NamespaceName], _ phase: Phase, because reason: String?)
  {
    let leaving = Set(names)
    // A namespace sorts before its content.
    let content = Dictionary(
      grouping: sorted(model) { leaving.contains($0.namespace) }, by: \.namespace)
    for name in names {
      emit(phase, content[name, default: []].map { ($0, nil) }, because: reason)
    }
  }
}
