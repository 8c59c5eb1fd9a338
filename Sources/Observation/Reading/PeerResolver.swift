import HostState
import Netlink

/// Finds where the veths of a topology lead.
///
/// The kernel tells each end's index at the other end, and a number for the other end's namespace
/// that only means something in this end's. Two ends that name each other's index are a pair if one
/// namespace knows the other by that number. Where they are known to lead is asked while a namespace
/// is read; of what leads elsewhere, whatever may be the other end is asked about.
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

  /// Few enough open at once that their descriptors fit into the usual limit of 1024, beside the
  /// connections'.
  static let handleLimit = 128

  private let readings: [NamespaceReading]
  private let connections: NamespaceConnections

  init(_ readings: [NamespaceReading], _ connections: NamespaceConnections) {
    self.readings = readings
    self.connections = connections
  }

  /// The other namespaces that each is best asked about: where its veths are known to lead.
  ///
  /// Of two that are connected, the one with fewer links is asked: the kernel looks numbers up one by
  /// one, and a hub has as many as it has peers.
  static func questions(knowing known: [HostState]) -> [NamespaceName: Set<NamespaceName>] {
    var questions: [NamespaceName: Set<NamespaceName>] = [:]
    for state in known {
      for (name, namespace) in state.namespaces {
        for case .veth(let far, _) in namespace.links.values.map(\.kind) where far != name {
          let count = state.namespaces[far]?.links.count ?? 0
          guard (namespace.links.count, name) < (count, far) else { continue }
          questions[name, default: []].insert(far)
        }
      }
    }
    return questions
  }

  /// For each reading, the other end by the index of the veth in it.
  ///
  /// Ends that lead out of the topology are left out.
  func resolve(threads: Int) throws(NetlinkError) -> [[Int32: End]] {
    var ends = readings.map(Self.ownPairs)
    func connect(_ pair: Pair) {
      ends[pair.near.namespace][link(at: pair.near).index] = end(at: pair.far)
      ends[pair.far.namespace][link(at: pair.far).index] = end(at: pair.near)
    }
    for pair in knownPairs() { connect(pair) }
    let rest = candidates { ends[$0.namespace][link(at: $0).index] == nil }
    let questions = Dictionary(grouping: rest, by: \.near.namespace).map(\.value)
    let answers = try DedicatedThread.map(questions, threads: threads) { pairs in
      Result { () throws(NetlinkError) in try confirmed(pairs) }
    }
    for answer in answers {
      for pair in try answer.get() { connect(pair) }
    }
    return ends
  }

  /// The pairs that lead where they were known to, by the numbers that the readings have.
  private func knownPairs() -> [Pair] {
    var places: [NamespaceName: Int] = [:]
    for (namespace, reading) in readings.enumerated() where !reading.links.isEmpty {
      places[reading.name] = namespace
    }
    var indexes: [Int: [Int32: Int]] = [:]
    var pairs: [Pair] = []
    for (namespace, reading) in readings.enumerated() {
      for (name, number) in reading.numbers {
        guard let far = places[name] else { continue }
        for (place, link) in reading.links.enumerated() {
          guard let peer = link.peer, peer.namespaceID == number else { continue }
          if indexes[far] == nil { indexes[far] = Self.indexes(of: readings[far]) }
          guard let other = indexes[far]?[peer.index],
            readings[far].links[other].peer?.index == link.index
          else { continue }
          pairs.append(
            Pair(
              near: Place(namespace: namespace, link: place),
              far: Place(namespace: far, link: other)))
        }
      }
    }
    return pairs
  }

  /// The places of the veths that lead out of a namespace, by their indexes.
  private static func indexes(of reading: NamespaceReading) -> [Int32: Int] {
    var places: [Int32: Int] = [:]
    for (place, link) in reading.links.enumerated() where link.peer?.namespaceID != nil {
      places[link.index] = place
    }
    return places
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

  /// The ends that name each other's index, of those that pass; each pair as it is asked for, where
  /// there are fewer links.
  private func candidates(where isIncluded: (Place) -> Bool) -> [Pair] {
    var byIndexes: [Indexes: [Place]] = [:]
    for (namespace, reading) in readings.enumerated() {
      for (number, link) in reading.links.enumerated() {
        let place = Place(namespace: namespace, link: number)
        guard let peer = link.peer, peer.namespaceID != nil, isIncluded(place) else { continue }
        byIndexes[Indexes(own: link.index, peer: peer.index), default: []].append(place)
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
    for start in stride(from: 0, to: pairs.count, by: Self.handleLimit) {
      let part = pairs[start..<min(start + Self.handleLimit, pairs.count)]
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
