import IPAddressing

/// What meets packets to one address from a transit gateway on, as a matrix.
struct Onward<Bits: AddressBits> {
  let model: Model<Bits>
  /// Which of an attachment's entries a transit gateway takes where it has a choice.
  let choice: Int32

  /// No way is longer but one that goes round.
  private static var longest: Int { 128 }

  /// The product of the points on the way; nil when it does not end in the subnet.
  func product(from start: Int32, to address: Bits, in subnet: Int32) -> Matrix? {
    let locations = model.locations
    var location = start
    var product = Matrix.identity
    for _ in 0..<Self.longest {
      let action = Action(
        rawValue: model.tables.value(at: address, in: Int(locations.table[Int(location)])))
      let index = Int32(action.index)
      let vpc = locations.vpc[Int(location)]
      switch action.kind {
      case .attachment: location = entry(of: index, from: location)
      case .endpoint: location = locations.endpoint(index)
      case .instance:
        let instance = model.instances[Int(index)]
        if Bits.family == .ipv4, !instance.isPublic, locations.isInternetGateway(location) {
          return nil
        }
        if instance.address == address { return instance.subnet == subnet ? product : nil }
        if instance.checksAddresses { return nil }
        location = locations.instance(index)
      case .local:
        return model.subnets.value(at: address, in: Int(vpc)) == subnet ? product : nil
      case .transitGateway:
        let attachment = locations.attachment(of: vpc, to: index)
        let zone = locations.zone[Int(location)]
        guard attachment >= 0, zone >= 0,
          locations.entryInZone[Int(attachment * locations.zones + zone)] >= 0
        else { return nil }
        location = locations.hub(attachment, zone: zone)
      default: return nil
      }
      if locations.isPoint(location) { product = product * Matrix(point: location) }
    }
    return nil
  }

  private func entry(of attachment: Int32, from hub: Int32) -> Int32 {
    let locations = model.locations
    let entries = locations.entries(of: attachment)
    if !model.applianceMode[Int(attachment)] {
      let zone = locations.zone[Int(hub)]
      let own = locations.entryInZone[Int(attachment * locations.zones + zone)]
      if own >= 0 { return own }
    }
    return entries.lowerBound + choice % Int32(entries.count)
  }
}
