/// Which services the flows of host-bearing subnets pass, in one family.
struct HostServices: Sendable {
  /// By subnet; -1 for one that has not the family.
  private var ends: [Int32: Int32] = [:]
  private let classes: [Int32]
  private let vpcs: [Int32]
  /// By VPC: those with which pairs are looked at one by one.
  let partners: [[Int32]]
  private var byClasses: [Int64: Set<UInt64>] = [:]
  private var byEnds: [Int64: Set<UInt64>] = [:]
  private var internet: [Int32: Set<UInt64>] = [:]

  init<Bits: AddressBits>(_ pairs: ClassPairs<Bits>, _ outside: OutsidePairs<Bits>) {
    let directory = pairs.directory
    for (place, subnet) in directory.population.subnets.enumerated() {
      ends[subnet] = Int32(place)
    }
    classes = pairs.classes.classes
    vpcs = (0..<directory.count).map { directory.vpc(of: $0) }
    partners = pairs.neighbourhood.partners
    for group in pairs.groups {
      switch group.members {
      case .classes(let left, let right):
        byClasses[Self.key(left, right)] = group.services
      case .listed(let list):
        for pair in list { byEnds[Self.key(pair.first, pair.second)] = group.services }
      }
    }
    for subnet in outside.subnets { internet[Int32(subnet.place)] = subnet.seen.services }
  }

  private static func key(_ left: Int32, _ right: Int32) -> Int64 {
    Int64(min(left, right)) << 32 | Int64(max(left, right))
  }

  var subnets: [Int32] { ends.keys.sorted() }

  func classes(of subnet: Int32) -> Int32? { ends[subnet].map { classes[Int($0)] } }

  func vpc(of subnet: Int32) -> Int32? { ends[subnet].map { vpcs[Int($0)] } }

  func internet(of subnet: Int32) -> Set<UInt64>? { ends[subnet].flatMap { internet[$0] } }

  func services(_ first: Int32, _ second: Int32) -> Set<UInt64>? {
    guard let left = ends[first], let right = ends[second] else { return nil }
    return byEnds[Self.key(left, right)]
      ?? byClasses[Self.key(classes[Int(left)], classes[Int(right)])]
  }
}
