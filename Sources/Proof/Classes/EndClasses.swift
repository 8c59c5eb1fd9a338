import IPAddressing
import Topology

/// Ends that no flow to or from another VPC tells apart, in one class.
struct EndClasses: Sendable {
  /// By end.
  private(set) var classes: [Int32] = []
  /// By class, in order.
  private(set) var members: [[Int32]] = []

  init<Bits: AddressBits>(_ survey: inout Survey<Bits>) {
    let directory = survey.directory
    var known: [[UInt64]: Int32] = [:]
    let natGateways = survey.model.natGatewaysOfVPCs
    let shared = SharedAddresses(directory, survey.neighbourhood)
    for end in 0..<directory.count {
      let key = Self.key(of: end, &survey, natGateways, shared)
      let found = known[key] ?? Int32(members.count)
      if Int(found) == members.count {
        known[key] = found
        members.append([])
      }
      classes.append(found)
      members[Int(found)].append(Int32(end))
    }
  }

  private static func key<Bits: AddressBits>(
    of end: Int, _ survey: inout Survey<Bits>, _ natGateways: [Int32: [Int]],
    _ shared: SharedAddresses<Bits>
  ) -> [UInt64] {
    let directory = survey.directory
    let model = survey.model
    let vpc = directory.vpc(of: end)
    let isNetwork = end >= directory.networkBase && end < directory.nodeBase
    if isNetwork || survey.neighbourhood.isTransit[Int(vpc)] {
      return [UInt64.max, UInt64(end)]
    }
    var key: [UInt64] = [0]
    if end >= directory.nodeBase {
      key[0] = directory.population.nodes[end - directory.nodeBase].isInternal ? 1 : 2
    }
    key.append(UInt64(survey.sourceRows[end]))
    key.append(UInt64(UInt32(bitPattern: model.joined.components[Int(vpc)])))
    let doors = model.gateways[Int(vpc)]
    key.append((doors.hasInternetGateway ? 1 : 0) | (doors.hasEgressOnlyGateway ? 2 : 0))

    // What is addressed to another VPC's host stays in its own VPC, where that has the address too.
    key += shared.ranges(of: vpc)
    describeSharing(vpc, from: directory.start(of: end), shared, &survey, &key)

    // The doors by which packets come in.
    var entrances: [Int32] = []
    let locations = model.locations
    for index in locations.attachmentOffset[Int(vpc)]..<locations.attachmentOffset[Int(vpc) + 1] {
      let attachment = locations.attachments[Int(index)].attachment
      let entries = locations.entries(of: attachment)
      let table = locations.table[Int(locations.hub(attachment, zone: 0))]
      key.append(
        UInt64(table) << 32 | UInt64(entries.count) << 1
          | (model.applianceMode[Int(attachment)] ? 1 : 0))
      for entry in entries {
        key.append(UInt64(locations.zone[Int(entry)]))
        entrances.append(entry)
      }
    }
    if doors.hasInternetGateway { entrances.append(locations.gateway(vpc, .internet)) }
    if doors.hasEgressOnlyGateway { entrances.append(locations.gateway(vpc, .egressOnly)) }

    let home =
      end < directory.networkBase
      ? directory.population.subnets[end]
      : directory.population.nodes[end - directory.nodeBase].subnet
    let gateways = natGateways[vpc] ?? []
    let restoring = gateways.map { locations.natGateway(Int32($0)) }
    let detours = Detours(to: vpc, survey)
    describe(end, home, entrances + restoring, detours, shared, &survey, &key)
    for gateway in gateways {
      let subnet = model.natGateways[gateway].subnet
      describe(
        directory.count + gateway, subnet, entrances + restoring, detours, shared, &survey, &key)
      // What the gateway translates on its way in is answered to it.
      let answer = survey.local.arrival(
        from: directory.start(of: end), at: Bits(model.natGateways[gateway].address), home: subnet)
      key.append(UInt64(UInt32(bitPattern: answer)))
    }
    // The answer goes on from the gateway by the gateway's own table, which may have another way for
    // what another VPC has too.
    if !gateways.isEmpty, isTranslated(end, home, entrances, &survey) {
      // More than the count of a detour's words.
      key.append(1 << 41 | UInt64(gateways.count))
      key += gateways.map { UInt64(survey.natGatewayMaps[$0]) }
      for gateway in restoring { describeSharing(vpc, from: gateway, shared, &survey, &key) }
    }
    return key
  }

  /// What becomes of packets that are sent in a VPC to addresses that another has, too.
  ///
  /// Words for them end within the VPC: no route of its own addresses may lead out of it.
  private static func describeSharing<Bits: AddressBits>(
    _ vpc: Int32, from place: Int32, _ shared: SharedAddresses<Bits>, _ survey: inout Survey<Bits>,
    _ key: inout [UInt64]
  ) {
    for address in shared.addresses(in: vpc) {
      let word = survey.local.arrival(from: place, at: address, home: -1)
      key.append(UInt64(UInt32(bitPattern: word)))
    }
  }

  /// Whether a NAT gateway of its VPC translates what comes to an end from outside.
  private static func isTranslated<Bits: AddressBits>(
    _ end: Int, _ home: Int32, _ entrances: [Int32], _ survey: inout Survey<Bits>
  ) -> Bool {
    for place in survey.directory.destinations.places[end] {
      let address = survey.directory.destinations.all[Int(place)].first
      for entrance in entrances {
        let word = survey.local.arrival(from: entrance, at: address, home: home)
        if survey.local.lexicon.contains(.natGateway, in: word) { return true }
      }
    }
    return false
  }

  /// What an owner's addresses are to others, and what meets packets to them inside the VPC.
  private static func describe<Bits: AddressBits>(
    _ owner: Int, _ home: Int32, _ entrances: [Int32], _ detours: Detours,
    _ shared: SharedAddresses<Bits>, _ survey: inout Survey<Bits>, _ key: inout [UInt64]
  ) {
    let places = survey.directory.destinations.places[owner]
    key.append(UInt64(places.count))
    for place in places {
      key.append(UInt64(UInt32(bitPattern: survey.destinationColumns[Int(place)])))
      let address = survey.directory.destinations.all[Int(place)].first
      key += shared.identity(of: survey.directory.destinations.all[Int(place)], survey.model)
      let vpc = survey.model.locations.vpc[Int(home)]
      if survey.model.asksForPublicMappings(of: vpc) {
        key.append(survey.model.hasPublicMapping(address, vpc: vpc) ? 1 : 0)
      }
      for entrance in entrances {
        let word = survey.local.arrival(from: entrance, at: address, home: home)
        key.append(UInt64(UInt32(bitPattern: word)))
      }
      let words = detours.words(at: address, &survey.local)
      // More than any column, so that keys of other lengths are other keys.
      if !words.isEmpty { key.append(1 << 40 | UInt64(words.count)) }
      key += words.map { UInt64(UInt32(bitPattern: $0)) }
    }
  }
}
