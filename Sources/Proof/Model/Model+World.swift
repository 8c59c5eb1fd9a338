import IPAddressing
import Topology

/// What lies outside the VPCs.
extension Model {
  /// Where the internet is, and which VPC has an address.
  static func world(
    _ topology: Topology
  ) -> (internet: IntervalMaps<Bits>, owners: IntervalMaps<Bits>) {
    var flattener = Flattener<Bits>()
    var owners = IntervalMaps<Bits>()
    func add(_ prefix: Prefix, _ value: Int32) {
      guard prefix.family == Bits.family else { return }
      flattener.add(Bits(prefix.address), length: prefix.length, value)
    }
    for vpc in topology.vpcs {
      for cidr in vpc.cidrs { add(cidr, vpc.id.rawValue) }
    }
    flattener.flush(into: &owners, otherwise: .max, nesting: .lowestValue)

    // Taken by VPCs or attached networks; a default route towards one of these claims nothing.
    var layers = IntervalMaps<Bits>()
    for vpc in topology.vpcs {
      for cidr in vpc.cidrs { add(cidr, 1) }
      for network in vpc.virtualPrivateGateway?.onPremises ?? [] where !network.isDefault {
        add(network, 1)
      }
    }
    flattener.flush(into: &layers, otherwise: 0)
    // The real internet, and the lab's, wherever it lies.
    if Bits.family == .ipv4 {
      for text in special { Prefix(text).map { add($0, 0) } }
      flattener.flush(into: &layers, otherwise: 1)
    } else {
      Prefix("2000::/3").map { add($0, 1) }
      flattener.flush(into: &layers, otherwise: 0)
    }
    add(topology.internet.ipv4, 1)
    add(topology.internet.ipv6, 1)
    flattener.flush(into: &layers, otherwise: 0)
    return (combined(layers), owners)
  }

  private static func combined(_ layers: IntervalMaps<Bits>) -> IntervalMaps<Bits> {
    var result = IntervalMaps<Bits>()
    for start in layers.starts.sorted() {
      let isTaken = layers.value(at: start, in: 0) == 1
      let isThere = layers.value(at: start, in: 1) == 1 || layers.value(at: start, in: 2) == 1
      result.append(from: start, !isTaken && isThere ? 1 : 0)
    }
    result.finishMap()
    return result
  }

  /// Special ranges that no internet routes (RFC 6890).
  private static var special: [String] {
    [
      "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
      "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/4", "240.0.0.0/4",
    ]
  }
}

extension Model {
  /// Whether some of these addresses are on the internet.
  func hasInternet(_ range: ClosedRange<Bits>) -> Bool {
    var index = internet.index(of: range.lowerBound, in: 0)
    while index < internet.values.count, internet.starts[index] <= range.upperBound {
      if internet.values[index] == 1 { return true }
      index += 1
    }
    return false
  }
}
