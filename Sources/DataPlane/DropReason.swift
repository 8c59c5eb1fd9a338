/// Why a program dropped a packet; the numbers are `enum drop_reason` of counters.h.
package enum DropReason: UInt32, Hashable, Sendable, CaseIterable, Codable {
  /// A packet on a link that no map knows.
  case unknownLink = 0
  /// No IP header, a cut one, or an Ethernet type that contradicts it; of GENEVE, an outer IPv4
  /// header whose checksum is wrong.
  case malformed = 1
  /// Link-local or multicast: nobody's flow.
  case linkScope = 2
  /// Larger than the endpoint's MTU. No ICMP is sent, as on AWS.
  case oversize = 3
  /// A later fragment whose first was not seen, and for which nothing could be kept.
  case fragmentBeforeFirst = 4
  /// A TCP segment of an unknown or idled out flow that does not open one.
  case notSYN = 5
  /// The zone has no registered target.
  case noTarget = 6
  /// The flow's target was removed and the target group does not rebalance.
  case targetGone = 7
  /// The endpoint's zone has no node.
  case noNode = 8
  case flowTable = 9
  case encapsulation = 10
  /// The flow's target is unhealthy, and connections are reset for it.
  case targetUnhealthy = 11
  /// A later fragment that came before its first: kept, it comes in again behind that, and counts as
  /// traffic then; it is lost if that does not come within two seconds.
  case fragmentKept = 12

  /// An outer IPv4 header with options, fragmented, or not for us, nor for our Ethernet address.
  case outerHeader = 16
  case truncated = 17
  /// GENEVE's version, option length, flags, protocol or VNI.
  case geneveHeader = 18
  /// Not AWS's three options in their order.
  case options = 19
  case unknownEndpoint = 20
  case attachment = 21
  /// The outer source is no registered target.
  case unknownTarget = 22
  /// Came to another node than the endpoint's zone uses.
  case wrongNode = 23
  case innerPacket = 24
  /// The inner packet belongs to no live flow: appliances cannot originate any.
  case unknownFlow = 25
  case cookie = 26
  case decapsulation = 27
  /// The UDP source port is not the flow's, which appliances keep.
  case sourcePort = 28
  /// The outer source is another target than the flow's, and the group does not rebalance.
  case otherTarget = 29
  /// At an appliance: the outer source is not the node that sends the endpoint's packets.
  case unknownNode = 30

  /// An address without a public mapping at the internet gateway.
  case noPublicAddress = 32
  case checksumUpdate = 33
  /// From the internet with an address of the VPC as source, at its internet gateway.
  case vpcSource = 34

  /// Sent with an Ethernet address that is not the sender's.
  case sourceMACAddress = 40
  /// Sent with an IP address that is not the sender's, whose `source_dest_check` is on; or in ARP
  /// or neighbour discovery for somebody else.
  case sourceAddress = 41
  /// Neither IP nor ARP, or in a VLAN.
  case ethernetType = 42

  /// What machines read, which stays when the words for people change: `unknown_flow`.
  package var label: String {
    let name = Array("\(self)")
    var label = ""
    for (place, character) in name.enumerated() {
      // A word begins with a capital, and one of capitals ends before the last that begins another.
      let isFirst =
        place > 0 && character.isUppercase
        && (name[place - 1].isLowercase
          || place + 1 < name.count && name[place + 1].isLowercase)
      label += (isFirst ? "_" : "") + character.lowercased()
    }
    return label
  }

  /// What a person reads.
  package var words: String {
    switch self {
    case .unknownLink: "on an unknown link"
    case .malformed: "malformed"
    case .linkScope: "link-local or multicast"
    case .oversize: "larger than the MTU"
    case .fragmentBeforeFirst: "fragment before its first"
    case .notSYN: "TCP of no known flow"
    case .noTarget: "no registered target"
    case .targetGone: "target gone"
    case .noNode: "no node in the zone"
    case .flowTable: "flow table refused the entry"
    case .encapsulation: "not to be encapsulated"
    case .targetUnhealthy: "target unhealthy"
    case .fragmentKept: "fragment kept for its first"
    case .outerHeader: "bad outer header"
    case .truncated: "truncated GENEVE"
    case .geneveHeader: "bad GENEVE header"
    case .options: "bad GENEVE options"
    case .unknownEndpoint: "unknown endpoint id"
    case .attachment: "wrong attachment id"
    case .unknownTarget: "from an unknown target"
    case .wrongNode: "at the wrong node"
    case .innerPacket: "malformed inner packet"
    case .unknownFlow: "of no known flow"
    case .cookie: "wrong flow cookie"
    case .decapsulation: "not to be decapsulated"
    case .sourcePort: "wrong UDP source port"
    case .otherTarget: "from another target than the flow's"
    case .unknownNode: "not from the load balancer's node"
    case .noPublicAddress: "no public address"
    case .checksumUpdate: "checksum not updated"
    case .vpcSource: "from the internet with the VPC's own address as source"
    case .sourceMACAddress: "another's MAC address as source"
    case .sourceAddress: "another's IP address as source"
    case .ethernetType: "neither IP nor ARP"
    }
  }
}
