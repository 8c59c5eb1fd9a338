/// One concrete flow: who opens it to whom.
struct Probe<Bits: AddressBits>: Sendable {
  /// Where a flow may begin or end.
  enum End: Hashable, Sendable {
    case subnet(Int32)
    case `internet`
    /// Networks behind a VPC's virtual private gateway.
    case onPremises(vpc: Int32)
  }

  /// Where its first packet is routed first.
  var start: Int32
  var source: Bits
  var destination: Bits
  var from: End
  var to: End
}
