/// A large network of hubs and spokes, made from a seed: what a verifier is measured on, since no
/// public data set of large cloud networks exists.
///
/// Each hub is a transit gateway with an inspection VPC in appliance mode and at most 4,000 spokes.
/// A spoke has ten subnets in three zones: four with hosts, three with GWLB endpoints between them
/// and the internet, three with the attachment. Its eleven route tables hold about a hundred routes.
/// Hubs do not reach one another.
package struct SyntheticNetwork: Hashable, Sendable {
  /// What the route tables are like.
  package enum Shape: String, CaseIterable, Sendable {
    /// Every spoke's tables say the same.
    case regular
    /// Every host subnet's table names partner networks of its own.
    case noise
    /// Regular, and each spoke is peered with eight others on average, chosen at random.
    case peeringMesh = "peering-mesh"
    /// Noise, and the summary route of every host subnet covers half of its hub's spokes or more,
    /// but not all: requests from the others are answered into the void.
    case summaryGap = "summary-gap"
  }

  package static let spokesPerHub = 4000
  /// As many as there are blocks of addresses for hubs.
  package static let mostSpokes = spokesPerHub * hubBlocks.count

  package let spokes: Int
  package let shape: Shape
  package let seed: UInt64
  package let fault: PlantedFault?
  /// Whether the file says what must be inspected.
  package let hasIntents: Bool
  /// Pairs of spokes of one hub, in each the lower number first; none twice.
  let peerings: [Peering]

  struct Peering: Hashable, Sendable {
    let first: Int
    let second: Int
  }

  /// - Parameters:
  ///   - spokes: How many VPCs besides those of the hubs: from 4 to `mostSpokes`.
  ///   - seed: The same seed gives the same network.
  package init(
    spokes: Int, shape: Shape, seed: UInt64, fault: PlantedFault? = nil, hasIntents: Bool = false
  ) {
    precondition((4...Self.mostSpokes).contains(spokes))
    self.spokes = spokes
    self.shape = shape
    self.seed = seed
    self.fault = fault
    self.hasIntents = hasIntents
    peerings = shape == .peeringMesh ? Self.mesh(of: spokes, seed: seed) : []
  }

  /// Four random partners a spoke, so eight on average.
  private static func mesh(of spokes: Int, seed: UInt64) -> [Peering] {
    var random = SplitMix64(seed: seed)
    var found: Set<Peering> = []
    for spoke in 0..<spokes {
      let hub = spoke / spokesPerHub * spokesPerHub
      let last = min(hub + spokesPerHub, spokes) - 1
      for _ in 0..<4 {
        let other = Int.random(in: hub...last, using: &random)
        guard other != spoke else { continue }
        found.insert(Peering(first: min(spoke, other), second: max(spoke, other)))
      }
    }
    return found.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
  }

  var hubs: Int { (spokes + Self.spokesPerHub - 1) / Self.spokesPerHub }

  /// With intents, names tell hubs apart, so that patterns can.
  func name(of spoke: Int) -> String {
    hasIntents ? "h\(hub(of: spoke))-v\(spoke)" : "v\(spoke)"
  }

  func hub(of spoke: Int) -> Int { spoke / Self.spokesPerHub }

  func spokes(of hub: Int) -> Range<Int> {
    hub * Self.spokesPerHub..<min((hub + 1) * Self.spokesPerHub, spokes)
  }

  /// Host subnets' zones: the fourth subnet shares the first one's.
  static let hostZones: [Character] = ["a", "b", "c", "a"]
  static let hostNames: [Character] = ["a", "b", "c", "d"]
  static let zones: [Character] = ["a", "b", "c"]
}
