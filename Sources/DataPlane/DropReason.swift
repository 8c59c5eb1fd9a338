/// Why a program dropped a packet; the numbers are `enum drop_reason` of counters.h.
package enum DropReason: UInt32, Hashable, Sendable, CaseIterable, Codable {
  /// A packet on a link that no map knows.
  case unknownLink = 0
  /// No IP header, a cut one, one that says another length than the packet has, or an Ethernet type
  /// that contradicts it.
  case malformed = 1
  /// Link-local, multicast or an ICMP redirect: nobody's flow.
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
  /// traffic then, or becomes `fragmentLost`.
  case fragmentKept = 12
  /// A fragment that was kept for its first, which did not come in time.
  case fragmentLost = 13

  /// An outer IPv4 header with options, or in a VLAN.
  case outerHeader = 16
  /// Shorter than an envelope, or shorter or longer than its IP or UDP header says.
  case truncated = 17
  /// GENEVE's option length, flags, reserved byte or protocol.
  case geneveHeader = 18
  /// Not AWS's three options in their order.
  case options = 19
  case unknownEndpoint = 20
  case attachment = 21
  /// The outer source is no registered target.
  case unknownTarget = 22
  /// Came to another node than the endpoint's zone uses.
  case wrongNode = 23
  /// No IP header, a cut one, one that says another length than the packet has or whose checksum is
  /// wrong, or of another family than GENEVE says.
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
  /// At a node: neither GENEVE nor an answer to a health check.
  case notGENEVE = 31

  /// An address without a public mapping at the internet gateway.
  case noPublicAddress = 32
  case checksumUpdate = 33
  /// From the internet with an address of the VPC as source, at its internet gateway.
  case vpcSource = 34
  /// IPv6 to the internet with a source that is none of the VPC's, at its internet gateway.
  case foreignSource = 35

  /// Sent with an Ethernet address that is not the sender's.
  case sourceMACAddress = 40
  /// Sent with an IP address that is not the sender's, whose `source_dest_check` is on; or in ARP
  /// or neighbour discovery for somebody else.
  case sourceAddress = 41
  /// Neither IP nor ARP, or in a VLAN.
  case ethernetType = 42
  /// GENEVE between an appliance and another than a load balancer's node.
  case genevePeer = 43

  /// Not for our IP or Ethernet address, but flooded.
  case outerAddress = 48
  case outerFragment = 49
  case outerChecksum = 50
  case geneveVersion = 51
  case networkIdentifier = 52

  /// Whether packets that were counted so are lost.
  package var isLoss: Bool { self != .fragmentKept }

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
    case .fragmentLost: "fragment whose first did not come"
    case .outerHeader: "outer header with options or in a VLAN"
    case .truncated: "GENEVE of another length than it says"
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
    case .foreignSource: "to the internet from beyond the VPC"
    case .sourceMACAddress: "another's MAC address as source"
    case .sourceAddress: "another's IP address as source"
    case .ethernetType: "neither IP nor ARP"
    case .notGENEVE: "neither GENEVE nor health check"
    case .genevePeer: "GENEVE not between node and appliance"
    case .outerAddress: "GENEVE for another address"
    case .outerFragment: "fragment of GENEVE"
    case .outerChecksum: "wrong outer checksum"
    case .geneveVersion: "wrong GENEVE version"
    case .networkIdentifier: "wrong GENEVE network identifier"
    }
  }
}
