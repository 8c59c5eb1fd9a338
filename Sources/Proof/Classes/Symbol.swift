/// One thing that a packet meets or that happens to it inside a VPC, in one word.
struct Symbol: Hashable, Sendable {
  enum Kind: UInt64 {
    case endpoint, instance, natGateway
    // What ends a stretch inside a VPC.
    case hub, peering, internetGateway, egressOnlyGateway, virtualPrivateGateway
    case home, elsewhere, drop, loop
  }

  let rawValue: UInt64

  init(_ kind: Kind, _ index: Int32 = 0, _ detail: Int32 = 0) {
    rawValue =
      kind.rawValue << 58 | UInt64(truncatingIfNeeded: detail & 0x1FFF_FFFF) << 29
      | UInt64(truncatingIfNeeded: index & 0x1FFF_FFFF)
  }

  init(rawValue: UInt64) { self.rawValue = rawValue }

  var kind: Kind? { Kind(rawValue: rawValue >> 58) }
  var index: Int32 { Int32(rawValue & 0x1FFF_FFFF) }
  var detail: Int32 { Int32(rawValue >> 29 & 0x1FFF_FFFF) }
}
