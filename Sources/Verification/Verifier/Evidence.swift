import Diagnostics
import Proof
import Topology

/// What the walked flows passed.
struct Evidence: Sendable {
  /// The decisions of a flow both ways.
  struct FlowClass: Hashable {
    struct Decision: Hashable {
      let table: Table
      let route: Candidate?
    }

    let decisions: [Decision]

    init(_ trip: RoundTrip) {
      decisions = trip.paths.flatMap(\.steps).map { Decision(table: $0.table, route: $0.route) }
    }
  }

  private(set) var flowClasses: Set<FlowClass> = []
  /// Proved round trips by pair.
  private(set) var proved: [EndPair: [RoundTrip]] = [:]
  /// Pairs in the order in which they were walked.
  private(set) var pairs: [EndPair] = []
  /// How many pairs a walked one stands for, where more than itself.
  private(set) var counts: [EndPair: Int] = [:]
  /// Every location that some flow passes, wherever it ends.
  private(set) var passed: Set<Location> = []
  /// A round trip for each endpoint that it passes.
  private var throughEndpoint: [ID<GWLBEndpoint>: (trip: RoundTrip, pair: EndPair)] = [:]
  private var lookUp: (@Sendable (ID<GWLBEndpoint>) -> (trip: RoundTrip, pair: EndPair)?)?
  /// Attachments in appliance mode through which some flow reached a gateway load balancer.
  private(set) var throughApplianceMode:
    [ID<GatewayLoadBalancer>: Set<ID<TransitGatewayAttachment>>] =
      [:]
  /// The lines of all routes that decided for some flow, wherever it ended.
  private(set) var usedLines: Set<SourceRange> = []
  /// Attachments by which some flow entered a VPC and then met a stateful point there.
  private(set) var inspecting: Set<ID<TransitGatewayAttachment>> = []
  /// VPCs that some flow enters from one transit gateway, is inspected in, and leaves to another.
  private(set) var crossings: [ID<VPC>: (trip: RoundTrip, pair: EndPair)] = [:]
  /// VPCs that some flow leaves and enters again.
  private(set) var reentered: [ID<VPC>: (trip: RoundTrip, pair: EndPair)] = [:]

  /// VPCs that the engine says some flow crosses or enters again, of which no walk showed one: none,
  /// unless engine or walker is wrong.
  private(set) var notFound: [ID<VPC>] = []

  /// Whether every flow was walked, so that what no walk passed is passed by none.
  let isWhole: Bool

  /// Evidence of walks to come, of all flows.
  init() { isWhole = true }

  /// What the engine knows of flows that will not be walked.
  ///
  /// - Parameter catalogue: where a flow is looked up when one is asked for.
  init(_ proof: SymmetryProof, _ topology: Topology, _ catalogue: FlowCatalogue) {
    isWhole = false
    func add(_ found: [SymmetryProof.Passed?], _ location: (Int) -> Location) {
      for (index, passed) in found.enumerated() where passed != nil {
        self.passed.insert(location(index))
      }
    }
    add(proof.endpoints) { .endpoint(ID($0)) }
    add(proof.instances) { .instance(ID($0)) }
    add(proof.natGateways) { .natGateway(ID($0)) }
    throughApplianceMode = proof.hashedServices
    inspecting = proof.inspecting
    lookUp = { endpoint in
      proof.endpoints[endpoint.index].flatMap { found in
        Self.find(found, catalogue) { path in path.points.contains(.endpoint(endpoint)) }
      }
    }
    for (vpc, found) in proof.crossings {
      crossings[vpc] = Self.find(found, catalogue) {
        Passage($0, in: topology).crossed.contains(vpc)
      }
      if crossings[vpc] == nil { notFound.append(vpc) }
    }
    for (vpc, found) in proof.reentries {
      reentered[vpc] = Self.find(found, catalogue) {
        Passage($0, in: topology).reentered.contains(vpc)
      }
      if reentered[vpc] == nil { notFound.append(vpc) }
    }
  }

  private static func find(
    _ found: SymmetryProof.Passed, _ catalogue: FlowCatalogue, _ isWanted: (Path) -> Bool
  ) -> (trip: RoundTrip, pair: EndPair)? {
    let pair = EndPair(first: found.first, second: found.second, family: found.family)
    for flow in catalogue.flows(of: pair) {
      let trip = catalogue.walker.roundTrips(of: flow).first { $0.paths.contains(where: isWanted) }
      if let trip { return (trip, pair) }
    }
    return nil
  }

  /// A round trip that passes an endpoint; nil when no flow does.
  func trip(through endpoint: ID<GWLBEndpoint>) -> (trip: RoundTrip, pair: EndPair)? {
    throughEndpoint[endpoint] ?? lookUp?(endpoint)
  }

  mutating func add(_ trip: RoundTrip, of pair: EndPair, in topology: Topology) {
    for path in trip.paths {
      let passage = Passage(path, in: topology)
      inspecting.formUnion(passage.inspecting)
      for vpc in passage.crossed where crossings[vpc] == nil { crossings[vpc] = (trip, pair) }
      for vpc in passage.reentered where reentered[vpc] == nil { reentered[vpc] = (trip, pair) }
      usedLines.formUnion(path.steps.compactMap(\.route?.source))
      var hashed: ID<TransitGatewayAttachment>?
      for step in path.steps {
        passed.insert(step.location)
        if case .endpoint(let endpoint) = step.location {
          if throughEndpoint[endpoint] == nil { throughEndpoint[endpoint] = (trip, pair) }
          if let hashed {
            throughApplianceMode[topology[endpoint].service, default: []].insert(hashed)
          }
        }
        if let choice = step.choice {
          hashed = choice.reason == .flowHash ? choice.attachment : nil
        }
      }
    }
  }

  /// What packets to nobody pass on their way.
  mutating func add(_ paths: [Path]) {
    for path in paths {
      passed.formUnion(path.steps.map(\.location))
      usedLines.formUnion(path.steps.compactMap(\.route?.source))
    }
  }

  mutating func stands(_ pair: EndPair, for count: Int) { counts[pair] = count }

  mutating func add(_ trips: [RoundTrip], of pair: EndPair) {
    pairs.append(pair)
    proved[pair, default: []] += trips
    flowClasses.formUnion(trips.map { FlowClass($0) })
  }
}
