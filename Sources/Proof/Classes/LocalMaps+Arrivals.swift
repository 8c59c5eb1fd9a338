/// What packets to one address meet inside the VPC that they come into.
extension LocalMaps {
  /// The word of one address from one location, by the VPC's whole tables.
  ///
  /// - Parameter home: where the address is at home; -1 for a network outside.
  mutating func arrival(from start: Int32, at address: Bits, home: Int32) -> Int32 {
    var word = Lexicon.empty
    var location = start
    var visited: [Int32] = []
    while true {
      if visited.contains(location) { return lexicon.word(word, Symbol(.loop)) }
      visited.append(location)
      let table = Int(model.locations.table[Int(location)])
      let action = Action(rawValue: model.tables.value(at: address, in: table))
      switch step(action, at: location, address, home) {
      case .passes(let symbol, let next):
        word = lexicon.word(word, symbol)
        location = next
      case .ends(let symbol): return lexicon.word(word, symbol)
      }
    }
  }

  private enum Stretch {
    case passes(Symbol, to: Int32)
    case ends(Symbol)
  }

  private func step(
    _ action: Action, at location: Int32, _ address: Bits, _ home: Int32
  ) -> Stretch {
    let index = Int32(action.index)
    let vpc = model.locations.vpc[Int(location)]
    switch action.kind {
    case .noRoute, .attachment: return .ends(Symbol(.drop, Drop.noRoute.rawValue))
    case .reserved: return .ends(Symbol(.drop, Drop.reserved.rawValue))
    case .unservedEndpoint: return .ends(Symbol(.drop, Drop.noAppliance.rawValue))
    case .undecided: return .ends(Symbol(.drop, Drop.undecided.rawValue))
    case .blackhole: return .ends(Symbol(.drop, Drop.blackhole.rawValue))
    case .local: return .ends(delivery(model.subnets.value(at: address, in: Int(vpc)), home))
    case .endpoint: return .passes(names.endpoints[Int(index)], to: model.locations.endpoint(index))
    case .instance:
      let instance = model.instances[Int(index)]
      if Bits.bitWidth == 32, !instance.isPublic, model.locations.isInternetGateway(location) {
        return .ends(Symbol(.drop, Drop.noPublicMapping.rawValue))
      }
      if instance.address == address { return .ends(delivery(instance.subnet, home)) }
      return instance.checksAddresses
        ? .ends(Symbol(.drop, Drop.sourceDestinationCheck.rawValue))
        : .passes(names.instances[Int(index)], to: model.locations.instance(index))
    case .natGateway:
      return .passes(names.natGateways[Int(index)], to: model.locations.natGateway(index))
    case .transitGateway: return .ends(hubSymbol(index, at: location))
    case .peering: return .ends(Symbol(.peering, index))
    case .internetGateway: return .ends(Symbol(.internetGateway))
    case .egressOnlyGateway: return .ends(Symbol(.egressOnlyGateway))
    case .virtualPrivateGateway:
      let isThere = model.onPremises[Int(vpc)].contains { $0.contains(address) }
      return .ends(Symbol(.virtualPrivateGateway, isThere ? 1 : 0))
    }
  }

  private func delivery(_ subnet: Int32, _ home: Int32) -> Symbol {
    switch subnet {
    case Model<Bits>.outside: Symbol(.drop, Drop.noRoute.rawValue)
    case Model<Bits>.noSubnet: Symbol(.drop, Drop.noSubnet.rawValue)
    default: Symbol(subnet == home ? .home : .elsewhere)
    }
  }
}
