/// One leg of a packet's way, under one choice of zones.
struct Trail<Bits: AddressBits>: Sendable {
  /// What a packet is to the stateful parts on its way.
  enum Role: Sendable {
    case request
    /// Whether the request left by an egress-only gateway.
    case reply(throughEgressOnly: Bool)
  }

  var start: Int32
  var source: Bits
  var destination: Bits
  /// Locations that have decided.
  var steps: [Int32] = []
  var ending = Ending.dropped(.noRoute)
  /// The attachments in appliance mode that the flow was hashed at, with the entry it got.
  var choices: [(attachment: Int32, entry: Int32)] = []
  /// Whether a decision was for an egress-only gateway.
  var leavesByEgressOnly = false

  init(start: Int32, source: Bits, destination: Bits) {
    self.start = start
    self.source = source
    self.destination = destination
  }
}
