/// Why a program dropped a packet; the numbers are `enum drop_reason` of counters.h.
package enum DropReason: UInt32, Hashable, Sendable, CaseIterable, Codable {
  /// A packet on a link that no map knows.
  case unknownLink = 0
  /// No IP header, a cut one, or an Ethernet type that contradicts it.
  case malformed = 1
  /// Link-local or multicast: nobody's flow.
  case linkScope = 2
  /// Larger than the endpoint's MTU. No ICMP is sent, as on AWS.
  case oversize = 3
  /// A later fragment whose first was not seen.
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

  /// An outer IPv4 header with options, fragmented, or not for us.
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

  /// An address without a public mapping at the internet gateway.
  case noPublicAddress = 32
  case checksumUpdate = 33

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
    case .noPublicAddress: "no public address"
    case .checksumUpdate: "checksum not updated"
    }
  }
}
