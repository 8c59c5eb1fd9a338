import IPAddressing
import Topology

@testable import Proof
@testable import Verification

/// What the plain walker says about every pair, by enumeration.
enum Oracle {
  static func verdicts(_ topology: Topology) -> [String: Effects] {
    let walker = Walker(topology)
    let judge = Judge(walker: walker)
    var result: [String: Effects] = [:]
    for (pair, flows) in FlowCatalogue(walker).remembering().pairs() {
      var effects: Effects = []
      for flow in flows {
        let trips = walker.roundTrips(of: flow)
        if trips.isEmpty { effects.insert(.unconnected) }
        for trip in trips { effects.formUnion(Self.effects(of: trip, pair, judge)) }
      }
      result[Self.key(pair.first, pair.second, pair.family)] = effects
    }
    return result
  }

  static func key(_ first: FlowEnd, _ second: FlowEnd, _ family: AddressFamily) -> String {
    let names = ["\(first)", "\(second)"].map {
      $0.replacing("Topology.", with: "").replacing("rawValue: ", with: "")
    }.sorted()
    return "\(names[0]) - \(names[1]) \(family)"
  }

  private static func effects(of trip: RoundTrip, _ pair: EndPair, _ judge: Judge) -> Effects {
    switch trip.outcome {
    case .elsewhere: return .unconnected
    case .requestLost:
      guard judge.lost(trip, pair) != nil, let path = trip.forward.last else { return .unconnected }
      guard case .dropped(let reason) = path.disposition else { return .requestLoops }
      return .requestLost(drop(reason))
    case .replyLost(let leg):
      switch trip.reply[leg]?.disposition {
      case .dropped(let reason): return .replyLost(drop(reason))
      case .loop: return .replyLoops
      default: return .replyGoesElsewhere
      }
    case .connected:
      var effects: Effects = []
      for leg in trip.forward.indices {
        guard let reply = trip.reply[leg] else { continue }
        switch Asymmetry(
          forward: trip.forward[leg].points, reply: reply.points, in: judge.topology)
        {
        case nil:
          if Asymmetry.isSplit(trip.forward[leg], reply) { effects.insert(.split) }
        case .split: break
        case .order: effects.insert(.order)
        case .bypassReturn: effects.insert(.bypassReturn)
        case .bypassForward: effects.insert(.bypassForward)
        case .otherZone: effects.insert(.otherZone)
        case .different: effects.insert(.different)
        }
      }
      return effects.isEmpty ? .proved : effects
    }
  }

  private static func drop(_ reason: DropReason) -> Drop {
    switch reason {
    case .noRoute: .noRoute
    case .blackhole: .blackhole
    case .reserved: .reserved
    case .noSubnet: .noSubnet
    case .noAttachmentInZone: .noAttachmentInZone
    case .notAttached: .notAttached
    case .peeringTransit: .peeringTransit
    case .edgeToEdge: .edgeToEdge
    case .notOnPremises: .notOnPremises
    case .noPublicMapping: .noPublicMapping
    case .privateDestination: .privateDestination
    case .sourceDestinationCheck: .sourceDestinationCheck
    case .egressOnlyAfterEndpoint: .egressOnlyAfterEndpoint
    case .egressOnlyInbound: .egressOnlyInbound
    case .natWithoutConnection: .natWithoutConnection
    case .natOfIPv6: .natOfIPv6
    case .noAppliance: .noAppliance
    case .undecided: .undecided
    }
  }
}
