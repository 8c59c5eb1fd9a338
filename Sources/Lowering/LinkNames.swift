import HostState

/// The names of links: no two resources of a namespace have links of one name.
///
/// A name that is joined of others (`a-b` and `c`, `a` and `b-c`), or cut, may come out like another's.
/// Lowering finds out which, and is done again: the resource whose address is first keeps the name, the
/// other's ends in a hash of its address. All others are named as if there were no such two.
///
/// Nothing is remembered of this: the link of a resource that is there is made again when one comes with
/// which it shares a name and which is before it, or when that one goes.
struct LinkNames {
  /// A name that a resource leaves to another.
  struct Collision: Hashable {
    var namespace: NamespaceName
    var name: LinkName
    var resource: String
  }

  private var collisions: Set<Collision> = []

  /// The name of the link of a kind that a resource has in a namespace.
  func link(
    _ kind: LinkKind, _ name: String, of resource: String, in namespace: NamespaceName
  ) -> LinkName {
    let first = HostNames.link(kind, name)
    var (link, attempt) = (first, 0)
    while collisions.contains(Collision(namespace: namespace, name: link, resource: resource)) {
      attempt += 1
      link = HostNames.link(like: first, ofHash: "\(resource)/\(attempt)")
    }
    return link
  }

  /// Takes what lowering found; false when it found nothing new.
  mutating func avoid(_ found: Set<Collision>) -> Bool {
    let known = collisions.count
    collisions.formUnion(found)
    return collisions.count > known
  }
}
