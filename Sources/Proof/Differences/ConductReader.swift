/// Follows a flow by every choice, there and back, for what becomes of it.
struct ConductReader<Bits: AddressBits>: Sendable {
  typealias Leg = Trail<Bits>

  let prober: Prober<Bits>
  let names: JointNames
  private var model: Model<Bits> { prober.model }

  init(_ model: Model<Bits>, _ names: JointNames) {
    prober = Prober(model)
    self.names = names
  }

  /// - Parameter observe: gets every request's legs.
  func conduct(
    of probe: Probe<Bits>, observe: ([Leg]) -> Void = { _ in }
  ) -> Conduct {
    var conduct = Conduct()
    for request in prober.requests(
      from: probe.start, source: probe.source, to: probe.destination)
    {
      observe(request)
      let last = request[request.count - 1]
      guard prober.ends(last, at: probe.to) else {
        conduct.loses = true
        continue
      }
      answer(request, probe, [], last.choices, &conduct)
    }
    return conduct
  }

  /// - Parameter replies: those of the legs after the one that is answered now, the last leg's first.
  private func answer(
    _ request: [Leg], _ probe: Probe<Bits>, _ replies: [Leg], _ choices: Explorer<Bits>.Choices,
    _ conduct: inout Conduct
  ) {
    let leg = request.count - 1 - replies.count
    for reply in prober.replies(to: request[leg], choices: choices) {
      guard prober.returns(reply, to: leg, of: request, probe) else {
        conduct.loses = true
        continue
      }
      let all = replies + [reply]
      if leg > 0 {
        answer(request, probe, all, reply.choices, &conduct)
      } else {
        add(request, all, &conduct)
      }
    }
  }

  private func add(_ request: [Leg], _ replies: [Leg], _ conduct: inout Conduct) {
    var path: [Int64] = []
    for leg in request + replies {
      for step in leg.steps { path.append(names.places[Int(step)]) }
      path.append(name(of: leg.ending))
    }
    let comparison = Comparison(model)
    let isMirrored = zip(request, replies.reversed()).allSatisfy {
      comparison.isMirrored($0, $1)
    }
    conduct.addConnected(
      path, request: request.flatMap(services),
      reply: replies.flatMap(services).reversed(), isMirrored: isMirrored)
  }

  private func services(of leg: Leg) -> [Int32] {
    let locations = model.locations
    return leg.steps.compactMap {
      locations.isPoint($0) ? names.services[Int($0 - locations.endpoints)] : nil
    }
  }

  private func name(of ending: Ending) -> Int64 {
    switch ending {
    case .delivered(let subnet): names.delivery(subnet)
    case .exits(let vpc, let gateway): names.exit(vpc, gateway)
    case .translated(let gateway): names.natGateways[Int(gateway)]
    case .dropped, .loop: -1
    }
  }
}
