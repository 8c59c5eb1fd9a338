import HostState
import Planning

/// What the last apply left, by resource: a link, with its addresses, belongs to the resource that
/// its alias names, everything else to its namespace's.
struct RememberedResources {
  struct Object {
    var namespace: NamespaceName
    /// What it is, in a plan's words.
    var label: String
    /// What it is set to; empty where its label says it all.
    var settings: String
  }

  /// By namespace, and in the order of making within it.
  let objects: [String: [Object]]

  init(_ state: HostState) {
    objects = state.objects.sorted { $0.key < $1.key }.reduce(into: [:]) { objects, object in
      let (id, value) = object
      let settings = Change(id, before: nil, after: value).summary
      objects[Self.resource(of: id, in: state), default: []].append(
        Object(namespace: id.namespace, label: id.label, settings: settings))
    }
  }

  /// Every resource's address, sorted.
  var names: [String] { objects.keys.sorted() }

  private static func resource(of object: HostObjectID, in state: HostState) -> String {
    let namespace = state.namespaces[object.namespace]
    let link: LinkName? =
      switch object.kind {
      case .link(let name), .address(let name, _), .neighbor(let name, _): name
      default: nil
      }
    let alias = link.flatMap { namespace?.links[$0]?.alias } ?? ""
    let prefix = "\(state.topology)/"
    if alias.hasPrefix(prefix) { return String(alias.dropFirst(prefix.count)) }
    return namespace?.resource ?? object.namespace.rawValue
  }
}
