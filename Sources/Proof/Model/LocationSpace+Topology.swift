import Topology

extension LocationSpace {
  init(_ topology: Topology) {
    var table: [Int32] = []
    var zone: [Int32] = []
    var vpc: [Int32] = []
    let hubTables = Int32(topology.routeTables.count)
    let localTables = hubTables + Int32(topology.transitGatewayRouteTables.count)
    let ownTables = localTables + Int32(topology.vpcs.count)
    let own = OwnSubnets(topology)
    (self.own, self.ownTables) = (own, ownTables)
    func add(_ subnet: ID<Subnet>) {
      let place = own.place[subnet.index]
      table.append(
        place < 0 ? topology.subnets[subnet.index].routeTable.rawValue : ownTables + place)
      zone.append(topology.subnets[subnet.index].zone.rawValue)
      vpc.append(topology.subnets[subnet.index].vpc.rawValue)
    }
    func add(_ id: Int, edge: ID<RouteTable>?) {
      table.append(edge?.rawValue ?? localTables + Int32(id))
      zone.append(-1)
      vpc.append(Int32(id))
    }

    for subnet in topology.subnets { add(subnet.id) }
    endpoints = Int32(table.count)
    for endpoint in topology.gwlbEndpoints { add(endpoint.subnet) }
    instances = Int32(table.count)
    for instance in topology.instances { add(instance.subnet) }
    natGateways = Int32(table.count)
    for gateway in topology.natGateways { add(gateway.subnet) }
    gateways = Int32(table.count)
    for (index, item) in topology.vpcs.enumerated() {
      add(index, edge: item.internetGateway?.routeTable)
      add(index, edge: nil)
      add(index, edge: item.virtualPrivateGateway?.routeTable)
    }
    entries = Int32(table.count)
    zones = Int32(topology.zones.count)
    var entryOffset: [Int32] = [0]
    var attachmentOfEntry: [Int32] = []
    var entryInZone = [Int32](
      repeating: -1, count: topology.transitGatewayAttachments.count * topology.zones.count)
    for (index, attachment) in topology.transitGatewayAttachments.enumerated() {
      for subnet in attachment.subnets {
        let place = index * topology.zones.count + topology[subnet].zone.index
        if entryInZone[place] < 0 { entryInZone[place] = Int32(table.count) }
        add(subnet)
        attachmentOfEntry.append(Int32(index))
      }
      entryOffset.append(Int32(attachmentOfEntry.count))
    }
    peerings = Int32(table.count)
    for peering in topology.peerings {
      add(peering.vpcs.0.index, edge: nil)
      add(peering.vpcs.1.index, edge: nil)
    }
    hubs = Int32(table.count)
    for attachment in topology.transitGatewayAttachments {
      for index in topology.zones.indices {
        table.append(hubTables + attachment.routeTable.rawValue)
        zone.append(Int32(index))
        vpc.append(-1)
      }
    }
    count = Int32(table.count)
    (self.table, self.zone, self.vpc) = (table, zone, vpc)
    self.entryOffset = entryOffset
    self.attachmentOfEntry = attachmentOfEntry
    self.entryInZone = entryInZone

    ownerOfAttachment = topology.transitGatewayAttachments.map {
      ($0.vpc.rawValue, $0.transitGateway.rawValue)
    }
    var counts = [Int32](repeating: 0, count: topology.vpcs.count + 1)
    for attachment in topology.transitGatewayAttachments { counts[attachment.vpc.index + 1] += 1 }
    for index in topology.vpcs.indices { counts[index + 1] += counts[index] }
    attachmentOffset = counts
    var attachments = [(hub: Int32, attachment: Int32)](
      repeating: (-1, -1), count: topology.transitGatewayAttachments.count)
    for hub in topology.transitGateways {
      for attachment in hub.attachments {
        let owner = topology.transitGatewayAttachments[attachment.index].vpc.index
        attachments[Int(counts[owner])] = (hub.id.rawValue, attachment.rawValue)
        counts[owner] += 1
      }
    }
    self.attachments = attachments
  }
}
