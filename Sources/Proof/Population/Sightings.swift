/// What flows have passed.
struct Sightings: Sendable {
  /// Endpoints, instances in the way and NAT gateways, each once.
  ///
  /// Also entries from a transit gateway behind which a packet was inspected.
  private(set) var places: [Int32] = []
  /// Services that a flow came to from an attachment in appliance mode.
  private(set) var hashed: Set<Hashed> = []
  /// For each way that was proved, the services that it passes, as one number.
  private(set) var proved: Set<UInt64> = []
  /// Whether some way that was proved is translated before a service inspects it.
  private(set) var isTranslatedBefore = false
  /// VPCs that are entered from one transit gateway, inspect, and are left to another.
  private(set) var crossed: Set<Int32> = []
  /// VPCs that are left and entered again.
  private(set) var reentered: Set<Int32> = []

  /// What flows see that are proved and pass nothing.
  static let straight = {
    var sightings = Sightings()
    sightings.proved = [0]
    return sightings
  }()

  struct Hashed: Hashable, Sendable {
    var service: Int32
    var attachment: Int32
  }

  mutating func addProved<Bits: AddressBits>(_ request: [Trail<Bits>], in model: Model<Bits>) {
    var services: [Int32] = []
    for (index, leg) in request.enumerated() {
      let known = services.count
      defer { if index > 0, services.count > known { isTranslatedBefore = true } }
      for step in leg.steps where model.locations.isPoint(step) {
        let service = model.services[Int(step - model.locations.endpoints)]
        if !services.contains(service) { services.append(service) }
      }
    }
    proved.insert(services.reduce(0) { $0 &+ Mixer.ofThisRun.mix(UInt64($1)) })
  }

  mutating func add<Bits: AddressBits>(_ legs: [Trail<Bits>], in model: Model<Bits>) {
    let locations = model.locations
    for leg in legs {
      var stay = Stay()
      for step in leg.steps {
        follow(step, &stay, locations)
        if step < locations.endpoints || step >= locations.peerings { continue }
        if step >= locations.entries {
          let entered = locations.attachmentOfEntry[Int(step - locations.entries)]
          stay.hashed = model.applianceMode[Int(entered)] ? entered : -1
        }
        if step >= locations.gateways { continue }
        add(step)
        if stay.entry >= 0, locations.isPoint(step) { add(stay.entry) }
        if stay.hashed >= 0, locations.isEndpoint(step) {
          hashed.insert(
            Hashed(
              service: model.services[Int(step - locations.endpoints)], attachment: stay.hashed))
        }
      }
      if case .translated(let gateway) = leg.ending { add(locations.natGateway(gateway)) }
    }
  }

  private mutating func add(_ place: Int32) {
    if !places.contains(place) { places.append(place) }
  }

  /// Where a leg is in its way through the VPCs.
  private struct Stay {
    var vpc: Int32 = -2
    var left: [Int32] = []
    /// By which the packet came into the VPC from a transit gateway; -1 when it did not.
    var entry: Int32 = -1
    var isInspected = false
    var hashed: Int32 = -1
  }

  /// Notes VPCs that are crossed from one transit gateway to another, or entered again.
  private mutating func follow(_ step: Int32, _ stay: inout Stay, _ locations: LocationSpace) {
    let vpc = locations.vpc[Int(step)]
    if vpc != stay.vpc {
      if stay.vpc >= 0 { stay.left.append(stay.vpc) }
      if vpc >= 0, stay.left.contains(vpc) { reentered.insert(vpc) }
      stay.vpc = vpc
    }
    if step >= locations.entries, step < locations.peerings {
      (stay.entry, stay.isInspected) = (step, false)
    } else if locations.isPoint(step) {
      stay.isInspected = true
    } else if locations.isHub(step) {
      if stay.entry >= 0, stay.isInspected {
        let entered = Int(locations.attachmentOfEntry[Int(stay.entry - locations.entries)])
        let leaving = Int((step - locations.hubs) / locations.zones)
        let (from, to) = (
          locations.ownerOfAttachment[entered], locations.ownerOfAttachment[leaving]
        )
        if from.vpc == to.vpc, from.hub != to.hub { crossed.insert(from.vpc) }
      }
      stay.entry = -1
    }
  }
}
