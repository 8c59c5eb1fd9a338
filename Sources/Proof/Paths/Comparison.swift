/// Compares the stateful points of a leg with those of its reply.
struct Comparison<Bits: AddressBits> {
  let model: Model<Bits>

  init(_ model: Model<Bits>) { self.model = model }

  /// Whether the reply passes the same points as the request, mirrored.
  func isMirrored(_ request: Trail<Bits>, _ reply: Trail<Bits>) -> Bool {
    effects(of: request, and: reply).subtracting(.split).isEmpty
  }

  /// Empty when the reply mirrors the request.
  func effects(of request: Trail<Bits>, and reply: Trail<Bits>) -> Effects {
    let locations = model.locations
    var forward = request.steps.makeIterator()
    var backward = reply.steps.reversed().makeIterator()
    while true {
      var left = forward.next()
      while let location = left, !locations.isPoint(location) { left = forward.next() }
      var right = backward.next()
      while let location = right, !locations.isPoint(location) { right = backward.next() }
      if left != right {
        return difference(
          request.steps.filter { locations.isPoint($0) },
          reply.steps.reversed().filter { locations.isPoint($0) })
      }
      if left == nil { return isSplit(request, reply) ? .split : [] }
    }
  }

  /// Whether one takes a peering, and the other a transit gateway where the one takes none.
  private func isSplit(_ request: Trail<Bits>, _ reply: Trail<Bits>) -> Bool {
    let (there, back) = (connections(of: request), connections(of: reply))
    return (there.peering && !there.hub && back.hub) || (back.peering && !back.hub && there.hub)
  }

  private func connections(of trail: Trail<Bits>) -> (peering: Bool, hub: Bool) {
    let locations = model.locations
    var found = (peering: false, hub: false)
    for step in trail.steps where step >= locations.peerings {
      if locations.isHub(step) { found.hub = true } else { found.peering = true }
    }
    return found
  }

  private func difference(_ forward: [Int32], _ mirrored: [Int32]) -> Effects {
    if forward.sorted() == mirrored.sorted() { return .order }
    if isSubsequence(mirrored, of: forward) { return .bypassReturn }
    if isSubsequence(forward, of: mirrored) { return .bypassForward }
    return forward.map(service) == mirrored.map(service) && forward.map(zone) != mirrored.map(zone)
      ? .otherZone : .different
  }

  private func isSubsequence(_ short: [Int32], of long: [Int32]) -> Bool {
    var rest = short[...]
    for location in long where location == rest.first { rest = rest.dropFirst() }
    return rest.isEmpty
  }

  private func service(_ location: Int32) -> Int32 {
    model.services[Int(location - model.locations.endpoints)]
  }

  private func zone(_ location: Int32) -> Int32 { model.locations.zone[Int(location)] }
}
