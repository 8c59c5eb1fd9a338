import Topology

/// Which of a VPC's things on one side is which on the other, as one number: VPCs that look alike on
/// both sides have changed alike only when these are equal too.
struct NameSignatures {
  private let places: (old: [[Int64]], new: [[Int64]])
  private let newOfOld: [Int32]
  private var known: [[Int32]: Int32] = [:]
  private var found: [Int32: Int32] = [:]

  init<Bits: AddressBits>(
    _ old: ComparedSide<Bits>, _ new: ComparedSide<Bits>, _ correspondence: Correspondence
  ) {
    places = (Self.places(old), Self.places(new))
    newOfOld = correspondence.vpcs.newOfOld
  }

  /// By VPC: what its endpoints, instances with their services, NAT gateways, and entries from
  /// transit gateways are called, in the order in which classes name them.
  private static func places<Bits: AddressBits>(_ side: ComparedSide<Bits>) -> [[Int64]] {
    let locations = side.model.locations
    var places = [[Int64]](repeating: [], count: side.topology.vpcs.count)
    for place in locations.endpoints..<locations.gateways {
      let vpc = Int(locations.vpc[Int(place)])
      places[vpc].append(side.names.places[Int(place)])
      guard place >= locations.instances, place < locations.natGateways else { continue }
      // No place has a negative name.
      places[vpc].append(-1 - Int64(side.names.services[Int(place - locations.endpoints)]))
    }
    for vpc in places.indices {
      for index in locations.attachmentOffset[vpc]..<locations.attachmentOffset[vpc + 1] {
        let attachment = locations.attachments[Int(index)].attachment
        if locations.zones > 0 {
          places[vpc].append(side.names.places[Int(locations.hub(attachment, zone: 0))])
        }
        for entry in locations.entries(of: attachment) {
          places[vpc].append(side.names.places[Int(entry)])
        }
      }
    }
    return places
  }

  /// - Parameter vpc: as the old topology numbers it; the new one has it too.
  mutating func signature(of vpc: Int32) -> Int32 {
    if let signature = found[vpc] { return signature }
    var labels: [Int64: Int32] = [:]
    var text: [Int32] = []
    for name in places.old[Int(vpc)] { text.append(Self.label(name, &labels)) }
    text.append(-1)
    for name in places.new[Int(newOfOld[Int(vpc)])] { text.append(Self.label(name, &labels)) }
    let signature = known[text] ?? Int32(known.count)
    known[text] = signature
    found[vpc] = signature
    return signature
  }

  private static func label(_ name: Int64, _ labels: inout [Int64: Int32]) -> Int32 {
    let label = labels[name] ?? Int32(labels.count)
    labels[name] = label
    return label
  }
}
