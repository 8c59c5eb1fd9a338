/// What flows have passed.
struct Sightings: Sendable {
  /// Endpoints, instances in the way and NAT gateways, each once.
  private(set) var places: [Int32] = []
  /// Services that a flow came to from an attachment in appliance mode.
  private(set) var hashed: Set<Hashed> = []
  /// For each way that was proved, the services that it passes, as one number.
  private(set) var proved: Set<UInt64> = []

  struct Hashed: Hashable, Sendable {
    var service: Int32
    var attachment: Int32
  }

  mutating func addProved<Bits: AddressBits>(_ request: [Trail<Bits>], in model: Model<Bits>) {
    var services: [Int32] = []
    for leg in request {
      for step in leg.steps where model.locations.isPoint(step) {
        let service = model.services[Int(step - model.locations.endpoints)]
        if !services.contains(service) { services.append(service) }
      }
    }
    proved.insert(services.reduce(0) { $0 &+ Mixer.mix(UInt64($1)) })
  }

  mutating func add<Bits: AddressBits>(_ legs: [Trail<Bits>], in model: Model<Bits>) {
    let locations = model.locations
    for leg in legs {
      var attachment: Int32 = -1
      for step in leg.steps {
        if step < locations.endpoints || step >= locations.hubs { continue }
        if step >= locations.gateways {
          guard step >= locations.entries, step < locations.peerings else { continue }
          let entered = locations.attachmentOfEntry[Int(step - locations.entries)]
          attachment = model.applianceMode[Int(entered)] ? entered : -1
          continue
        }
        if !places.contains(step) { places.append(step) }
        if attachment >= 0, locations.isEndpoint(step) {
          hashed.insert(
            Hashed(
              service: model.services[Int(step - locations.endpoints)], attachment: attachment))
        }
      }
      if case .translated(let gateway) = leg.ending {
        let place = locations.natGateway(gateway)
        if !places.contains(place) { places.append(place) }
      }
    }
  }
}
