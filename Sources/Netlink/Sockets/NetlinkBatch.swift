import CLinux

/// Consecutive requests that travel in one sendmsg(2).
///
/// The kernel executes all of them in order, the ones after a failed one too. It always tells of a
/// failure; only the last is asked to be acknowledged, as its answer comes after all others.
struct NetlinkBatch {
  /// Enough to make system calls cheap; more gains nothing and makes the acknowledgements' backlog
  /// larger.
  static let messageLimit = 64
  static let byteLimit = 48 << 10

  private(set) var buffer = MessageBuffer()
  /// The requests' places among all.
  let range: Range<Int>
  /// The sequence number of the first; the others follow.
  let firstSequence: UInt32

  /// Encodes as many requests from `start` on as one batch takes, at least one.
  init(
    _ requests: [any NetlinkRequest], from start: Int, firstSequence: UInt32, channel: ChannelType
  ) {
    self.firstSequence = firstSequence
    var end = start
    while end < requests.count, end - start < Self.messageLimit,
      buffer.bytes.count < Self.byteLimit
    {
      let request = requests[end]
      channel.begin(
        request.messageType, flags: request.flags | Int(NLM_F_REQUEST),
        sequence: firstSequence &+ UInt32(end - start), in: &buffer)
      request.encode(into: &buffer)
      buffer.end()
      end += 1
    }
    range = start..<end
    buffer.addFlags(UInt16(NLM_F_ACK))
  }

  /// The place among all requests of the one with this sequence number.
  func index(of sequence: UInt32) -> Int? {
    let offset = Int(sequence &- firstSequence)
    return offset < range.count ? range.lowerBound + offset : nil
  }
}
