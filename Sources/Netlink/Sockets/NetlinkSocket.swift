import CLinux
import Glibc
import Synchronization

/// A netlink socket: it speaks to the network namespace that the thread was in which opened it,
/// from whichever thread it is used later.
///
/// Owns its descriptor. One exchange at a time.
package final class NetlinkSocket: Sendable {
  private let descriptor: Int32
  private let sequence = Mutex<UInt32>(1)

  /// Opens a socket in the current thread's namespace.
  package init(_ channel: NetlinkChannel) throws(NetlinkError) {
    descriptor = socket(
      AF_NETLINK, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), channel.protocolNumber)
    guard descriptor >= 0 else { throw NetlinkError(request: "netlink socket", code: errno) }
    for option in [NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK] {
      try set(SOL_NETLINK, option, to: 1)
    }
    // The FORCE variants ignore the host's limits and need a privilege that reading does without.
    if (try? set(SOL_SOCKET, SO_RCVBUFFORCE, to: 1 << 20)) == nil {
      try set(SOL_SOCKET, SO_RCVBUF, to: 1 << 20)
    }
    if (try? set(SOL_SOCKET, SO_SNDBUFFORCE, to: 1 << 18)) == nil {
      try set(SOL_SOCKET, SO_SNDBUF, to: 1 << 18)
    }
  }

  deinit { close(descriptor) }

  private func set(_ level: Int32, _ option: Int32, to value: Int32) throws(NetlinkError) {
    var value = value
    guard setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
    else { throw NetlinkError(request: "netlink socket option \(option)", code: errno) }
  }

  /// Sends requests in batches and returns an outcome for each, in their order.
  ///
  /// Every request is executed whatever became of the ones before it.
  ///
  /// - Parameters:
  ///   - place: Appended to a failed request's words, such as ` in bw.catagram.app`.
  ///   - reply: Given each message that answers a request other than its acknowledgement, with the
  ///     request's place.
  func transact(
    _ requests: [any NetlinkRequest], as channel: ChannelType, place: String,
    reply: (Int, Message) -> Void = { _, _ in }
  ) -> [NetlinkOutcome] {
    var outcomes = [NetlinkOutcome?](repeating: nil, count: requests.count)
    sequence.withLock { next in
      var start = 0
      while start < requests.count {
        let batch = NetlinkBatch(requests, from: start, firstSequence: next, channel: channel)
        start = batch.range.upperBound
        next &+= UInt32(batch.range.count)
        if let code = exchange(batch, requests, place, &outcomes, reply) {
          // What no answer came for may have been done, or not.
          for index in batch.range where outcomes[index] == nil {
            let words = "\(requests[index])\(place)"
            outcomes[index] = .failure(
              NetlinkError(request: words, code: code, explanation: "the socket failed"))
          }
        }
      }
    }
    return outcomes.map { $0 ?? .success(()) }
  }

  /// Sends one batch and waits for its last request's answer, which comes after all others; returns
  /// the errno of a socket that failed before.
  private func exchange(
    _ batch: NetlinkBatch, _ requests: [any NetlinkRequest], _ place: String,
    _ outcomes: inout [NetlinkOutcome?], _ reply: (Int, Message) -> Void
  ) -> Int32? {
    if let code = send(batch.buffer.bytes) { return code }
    let last = batch.range.upperBound - 1
    while outcomes[last] == nil {
      let code = receive { message in
        guard let index = batch.index(of: message.header.nlmsg_seq) else { return }
        guard let acknowledgement = Acknowledgement(message) else { return reply(index, message) }
        let error = acknowledgement.error("\(requests[index])\(place)")
        outcomes[index] = error.map { .failure($0) } ?? .success(())
      }
      if let code { return code }
    }
    return nil
  }

  /// Asks for a list of objects of the namespace that the socket was opened in.
  package func list<Dump: NetlinkDump>(_ dump: Dump) throws(NetlinkError) -> [Dump.Element] {
    try self.dump(dump, as: .direct, place: "")
  }

  /// Asks for a list; asks again when objects changed while the kernel was writing it.
  ///
  /// - Throws: EINTR when the list changed during every attempt.
  func dump<Dump: NetlinkDump>(
    _ dump: Dump, as channel: ChannelType, place: String
  ) throws(NetlinkError) -> [Dump.Element] {
    let attempts = 32
    for _ in 0..<attempts {
      if let elements = try attempt(dump, channel, place) { return elements }
    }
    throw NetlinkError(
      request: "\(dump)\(place)", code: EINTR,
      explanation: "the list changed during each of \(attempts) attempts to read it")
  }

  /// One reading; nil if it was interrupted by a change (NLM_F_DUMP_INTR).
  private func attempt<Dump: NetlinkDump>(
    _ dump: Dump, _ channel: ChannelType, _ place: String
  ) throws(NetlinkError) -> [Dump.Element]? {
    var elements: [Dump.Element] = []
    var isInterrupted = false
    let failure: NetlinkError? = sequence.withLock { next in
      let own = next
      next &+= 1
      var buffer = MessageBuffer()
      channel.begin(
        dump.messageType, flags: Int(NLM_F_REQUEST | NLM_F_DUMP), sequence: own, in: &buffer)
      dump.encode(into: &buffer)
      buffer.end()
      var failure = send(buffer.bytes).map { NetlinkError(request: "\(dump)\(place)", code: $0) }
      var isDone = failure != nil
      while !isDone {
        let code = receive { message in
          guard message.header.nlmsg_seq == own else { return }
          if message.header.nlmsg_flags & UInt16(NLM_F_DUMP_INTR) != 0 { isInterrupted = true }
          if let acknowledgement = Acknowledgement(message) {
            isDone = true
            failure = acknowledgement.error("\(dump)\(place)")
          } else if let element = dump.decode(message) {
            elements.append(element)
          }
        }
        if let code {
          failure = NetlinkError(request: "\(dump)\(place)", code: code)
          isDone = true
        }
      }
      return failure
    }
    if let failure { throw failure }
    return isInterrupted ? nil : elements
  }
}

extension NetlinkSocket {
  /// Returns an errno, or nil for success.
  private func send(_ bytes: [UInt8]) -> Int32? {
    var kernel = sockaddr_nl()
    kernel.nl_family = UInt16(AF_NETLINK)
    while true {
      let sent = withUnsafePointer(to: &kernel) { address in
        address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          sendto(
            descriptor, bytes, bytes.count, 0, $0, socklen_t(MemoryLayout<sockaddr_nl>.size))
        }
      }
      if sent == bytes.count { return nil }
      if sent >= 0 { return EMSGSIZE }
      if errno != EINTR { return errno }
    }
  }

  /// Waits for one datagram of the kernel's and hands over its messages; returns an errno, or nil.
  private func receive(_ handle: (Message) -> Void) -> Int32? {
    // The kernel fills at most 32 KiB, except for a single object that is larger.
    withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 8) { buffer in
      var sender = sockaddr_nl()
      var senderSize = socklen_t(MemoryLayout<sockaddr_nl>.size)
      let count = withUnsafeMutablePointer(to: &sender) { address in
        address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          recvfrom(
            descriptor, buffer.baseAddress, buffer.count, Int32(MSG_TRUNC), $0, &senderSize)
        }
      }
      guard count >= 0 else { return errno == EINTR ? nil : errno }
      guard count <= buffer.count else { return EMSGSIZE }
      guard sender.nl_pid == 0 else { return nil }
      var rest = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count])
      while let message = Message(takingFrom: &rest) { handle(message) }
      return nil
    }
  }
}
