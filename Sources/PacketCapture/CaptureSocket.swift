import CLinux
import Glibc

/// A packet socket (packet(7)) that sees what passes a link in either direction and a filter lets
/// through, as it is when the link's programs have not seen it yet, or have done with it.
///
/// It only looks: the link goes on as before, however slowly the frames are taken. It keeps its
/// network namespace alive, though the name may be gone.
package final class CaptureSocket {
  /// To be polled for POLLIN; valid as long as the socket.
  package let descriptor: Int32
  private let frame: UnsafeMutableRawBufferPointer
  private let control: UnsafeMutableRawBufferPointer
  private var missedFrames = 0

  /// Bytes of frames that may wait to be taken; more are missed.
  private static let bufferSize: Int32 = 32 << 20
  private static let allProtocols = UInt16(3).bigEndian  // ETH_P_ALL

  /// On a link of the calling thread's network namespace.
  package init(linkIndex: Int32, filter: CaptureFilter) throws(CaptureError) {
    let operation = "capture at link \(linkIndex)"
    // Of no protocol, it receives nothing before it is bound.
    descriptor = socket(AF_PACKET, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), 0)
    frame = .allocate(byteCount: Int(CaptureFilter.snapLength), alignment: 16)
    control = .allocate(byteCount: 256, alignment: 16)
    guard descriptor >= 0 else { throw CaptureError(operation, code: errno) }
    try set(SOL_SOCKET, SO_RCVBUFFORCE, Self.bufferSize, operation)
    try set(SOL_SOCKET, SO_TIMESTAMPNS, 1 as Int32, operation)
    try attach(filter, operation)
    var address = sockaddr_ll()
    address.sll_family = UInt16(AF_PACKET)
    address.sll_protocol = Self.allProtocols
    address.sll_ifindex = linkIndex
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_ll>.size))
      }
    }
    guard bound == 0 else { throw CaptureError(operation, code: errno) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    frame.deallocate()
    control.deallocate()
  }

  /// The next frame; nil when none waits.
  ///
  /// - Throws: ENETDOWN once when the link goes down or away, and EINTR for a signal.
  package func next() throws(CaptureError) -> CapturedFrame? {
    var vector = iovec(iov_base: frame.baseAddress, iov_len: frame.count)
    var message = msghdr()
    message.msg_iovlen = 1
    message.msg_control = control.baseAddress
    message.msg_controllen = control.count
    let count = withUnsafeMutablePointer(to: &vector) { vector in
      message.msg_iov = vector
      return recvmsg(descriptor, &message, Int32(MSG_DONTWAIT | MSG_TRUNC))
    }
    guard count >= 0 else {
      if errno == EAGAIN { return nil }
      throw CaptureError("capture", code: errno)
    }
    let kept = min(count, frame.count)
    return CapturedFrame(
      time: time(message), bytes: Array(UnsafeRawBufferPointer(rebasing: frame[..<kept])),
      length: count)
  }

  /// How many frames found no room since the capture began: `tp_drops` of packet(7), which is of
  /// the time since it was last asked for.
  package func missed() -> Int {
    var statistics = tpacket_stats()
    var size = socklen_t(MemoryLayout<tpacket_stats>.size)
    if getsockopt(descriptor, SOL_PACKET, PACKET_STATISTICS, &statistics, &size) == 0 {
      missedFrames += Int(statistics.tp_drops)
    }
    return missedFrames
  }

  /// Whether the link is still there, be it up or down.
  package var hasLink: Bool {
    var address = sockaddr_ll()
    var size = socklen_t(MemoryLayout<sockaddr_ll>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &size)
      }
    }
    // The kernel unbinds the socket from a link that is removed.
    return result == 0 && address.sll_ifindex > 0
  }

  /// What the kernel says (SO_TIMESTAMPNS of socket(7)), in the first control message.
  private func time(_ message: msghdr) -> UInt64 {
    let header = MemoryLayout<cmsghdr>.size
    guard message.msg_controllen >= header + MemoryLayout<timespec>.size else { return 0 }
    let kind = control.loadUnaligned(as: cmsghdr.self)
    guard kind.cmsg_level == SOL_SOCKET, kind.cmsg_type == SO_TIMESTAMPNS else { return 0 }
    let stamp = control.loadUnaligned(fromByteOffset: header, as: timespec.self)
    return UInt64(stamp.tv_sec) * 1_000_000_000 + UInt64(stamp.tv_nsec)
  }

  private func attach(_ filter: CaptureFilter, _ operation: String) throws(CaptureError) {
    var instructions = filter.instructions
    let result = instructions.withUnsafeMutableBufferPointer { buffer in
      var program = sock_fprog(len: UInt16(buffer.count), filter: buffer.baseAddress)
      return setsockopt(
        descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program,
        socklen_t(MemoryLayout<sock_fprog>.size))
    }
    guard result == 0 else { throw CaptureError("\(operation): filter", code: errno) }
  }

  private func set(
    _ level: Int32, _ name: Int32, _ value: Int32, _ operation: String
  ) throws(CaptureError) {
    var value = value
    guard setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
    else { throw CaptureError(operation, code: errno) }
  }
}
