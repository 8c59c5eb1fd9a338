/// Ways to a VPC that lead through a transit gateway and one of its peers.
///
/// A peering carries what has an address of the peer's: packets of a third VPC that has the same
/// addresses, or that a NAT gateway of the peer translates.
struct Detours: Sendable {
  private let vpc: Int32
  /// Where packets enter the peers.
  private let entries: [Int32]

  init<Bits: AddressBits>(to vpc: Int32, _ survey: Survey<Bits>) {
    self.vpc = vpc
    let locations = survey.model.locations
    let neighbourhood = survey.neighbourhood
    entries = survey.peers[Int(vpc)].filter { peer in
      neighbourhood.isTransit[Int(peer)] || neighbourhood.overlaps[Int(peer)]
    }.flatMap { peer in
      (locations.attachmentOffset[Int(peer)]..<locations.attachmentOffset[Int(peer) + 1])
        .flatMap { locations.entries(of: locations.attachments[Int($0)].attachment) }
    }
  }

  /// What packets to an address of the VPC meet on those ways that do lead to it.
  func words<Bits: AddressBits>(at address: Bits, _ local: inout LocalMaps<Bits>) -> [Int32] {
    entries.compactMap { entry in
      let word = local.arrival(from: entry, at: address, home: -1)
      guard let last = local.lexicon.last(of: word), last.kind == .peering else { return nil }
      let ends = local.model.peers[Int(last.index)]
      return ends.0 == vpc || ends.1 == vpc ? word : nil
    }
  }
}
