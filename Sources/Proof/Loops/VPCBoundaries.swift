import IPAddressing

/// Where the addresses change that the tables of one VPC tell apart.
struct VPCBoundaries<Bits: AddressBits> {
  private var starts: [Int32: [Bits]] = [:]

  /// - Parameter vpcs: those that will be asked about.
  init(_ model: Model<Bits>, of vpcs: Set<Int32>) {
    if vpcs.isEmpty { return }
    var tables: [Int32: Set<Int32>] = [:]
    for location in 0..<Int(model.locations.hubs) where vpcs.contains(model.locations.vpc[location])
    {
      tables[model.locations.vpc[location], default: []].insert(model.locations.table[location])
    }
    var found: [Int32: Set<Bits>] = [:]
    for (vpc, tables) in tables {
      var boundaries: Set<Bits> = [0]
      for table in tables {
        boundaries.formUnion(model.tables.starts[model.tables.range(of: Int(table))])
      }
      boundaries.formUnion(model.subnets.starts[model.subnets.range(of: Int(vpc))])
      found[vpc] = boundaries
    }
    // What is addressed to an instance that routes lead to ends there.
    for (index, instance) in model.instances.enumerated() {
      let vpc = model.locations.vpc[Int(model.locations.instance(Int32(index)))]
      guard let address = instance.address, found[vpc] != nil else { continue }
      found[vpc]?.formUnion([address, address &+ 1])
    }
    starts = found.mapValues { $0.sorted() }
  }

  /// In order, each once.
  subscript(vpc: Int32) -> [Bits] { starts[vpc] ?? [] }
}
