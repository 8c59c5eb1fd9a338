extension NetworkBuilder {
  /// The same network, everything declared in the opposite order.
  func reversed() -> NetworkBuilder {
    var network = self
    network.vpcs.reverse()
    network.services.reverse()
    network.attachments.reverse()
    network.hubTables.reverse()
    network.peerings.reverse()
    network.prefixLists.reverse()
    network.internetHosts.reverse()
    for index in network.hubTables.indices { network.hubTables[index].routes.reverse() }
    for index in network.vpcs.indices {
      network.vpcs[index].subnets.reverse()
      network.vpcs[index].tables.reverse()
      network.vpcs[index].endpoints.reverse()
      network.vpcs[index].natGateways.reverse()
      network.vpcs[index].balancers.reverse()
      for table in network.vpcs[index].tables.indices {
        network.vpcs[index].tables[table].routes.reverse()
      }
    }
    return network
  }
}
