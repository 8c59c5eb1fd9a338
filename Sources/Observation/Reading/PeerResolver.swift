import HostState
import Netlink

/// Finds where the veths of a topology lead.
///
/// The kernel tells each end's index at the other end, and a number for the other end's namespace
/// that only means something in this end's. Two ends that name each other's index are a pair if one
/// namespace knows the other by that number.
struct PeerResolver {
  struct End: Hashable, Sendable {
    var namespace: NamespaceName
    var link: LinkName
  }

  /// An end by its own index and the one at the other end.
  private struct Indexes: Hashable {
    var own: Int32
    var peer: Int32
  }

  /// A link by its place in a reading, and that reading's place.
  private struct Place: Sendable {
    var namespace: Int
    var link: Int
  }

  /// One end, and one that may be the other.
  private struct Pair: Sendable {
    var near: Place
    var far: Place
  }

  private let readings: [NamespaceReading]
  private let connections: NamespaceConnections

  init(_ readings: [NamespaceReading], _ connections: NamespaceConnections) {
    self.readings = readings
    self.connections = connections
  }

  /// For each reading, the other end by the index of the veth in it.
  ///
  /// Ends that lead out of the topology are left out.
  func resolve(threads: Int) throws(NetlinkError) -> [[Int32: End]] {
    var ends = readings.map(Self.ownPairs)
    let questions = Dictionary(grouping: candidates(), by: \.near.namespace).map(\.value)
    let answers = try DedicatedThread.map(questions, threads: threads) { pairs in
      Result { () throws(NetlinkError) in try confirmed(pairs) }
    }
    for answer in answers {
      for pair in try answer.get() {
        ends[pair.near.namespace][link(at: pair.near).index] = end(at: pair.far)
        ends[pair.far.namespace][link(at: pair.far).index] = end(at: pair.near)
      }
    }
    return ends
  }

  /// The pairs that lie in one namespace.
  private static func ownPairs(_ reading: NamespaceReading) -> [Int32: End] {
    var own: [Int32: Link] = [:]
    for link in reading.links where link.peer != nil && link.peer?.namespaceID == nil {
      own[link.index] = link
    }
    var ends: [Int32: End] = [:]
    for link in own.values {
      guard let index = link.peer?.index, let peer = own[index] else { continue }
      ends[link.index] = End(namespace: reading.name, link: LinkName(rawValue: peer.name))
    }
    return ends
  }

  /// The ends that name each other's index.
  ///
  /// Each pair is asked for where there are fewer links: the kernel looks numbers up one by one,
  /// and a hub has as many as it has peers.
  private func candidates() -> [Pair] {
    var byIndexes: [Indexes: [Place]] = [:]
    for (namespace, reading) in readings.enumerated() {
      for (number, link) in reading.links.enumerated() {
        guard let peer = link.peer, peer.namespaceID != nil else { continue }
        byIndexes[Indexes(own: link.index, peer: peer.index), default: []]
          .append(Place(namespace: namespace, link: number))
      }
    }
    var pairs: [Pair] = []
    for (indexes, nears) in byIndexes {
      let fars = byIndexes[Indexes(own: indexes.peer, peer: indexes.own)] ?? []
      for near in nears {
        for far in fars where isBefore(near.namespace, far.namespace) {
          pairs.append(Pair(near: near, far: far))
        }
      }
    }
    return pairs
  }

  private func link(at place: Place) -> Link { readings[place.namespace].links[place.link] }

  private func end(at place: Place) -> End {
    End(
      namespace: readings[place.namespace].name, link: LinkName(rawValue: link(at: place).name))
  }

  private func isBefore(_ left: Int, _ right: Int) -> Bool {
    (readings[left].links.count, left) < (readings[right].links.count, right)
  }

  /// Those of the pairs, all with the same near namespace, that really are one.
  private func confirmed(_ pairs: [Pair]) throws(NetlinkError) -> [Pair] {
    guard let near = pairs.first?.near.namespace else { return [] }
    let connection = try connections.connection(to: readings[near].name.rawValue)
    var confirmed: [Pair] = []
    // Few enough that their descriptors fit into the usual limit of 1024, beside the connections'.
    let step = 128
    for start in stride(from: 0, to: pairs.count, by: step) {
      let part = pairs[start..<min(start + step, pairs.count)]
      var handles: [NamespaceHandle] = []
      for pair in part {
        handles.append(try connections.handle(of: readings[pair.far.namespace].name.rawValue))
      }
      let identifiers = try connection.identifiers(of: handles)
      for (pair, identifier) in zip(part, identifiers)
      where identifier != nil && identifier == link(at: pair.near).peer?.namespaceID {
        confirmed.append(pair)
      }
    }
    return confirmed
  }
}
