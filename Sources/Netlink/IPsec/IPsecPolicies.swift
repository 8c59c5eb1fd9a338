import CLinux
import Glibc

/// What IPsec does with the packets of a namespace (`ip xfrm`): policies, and what happens to packets
/// that none is for.
package struct IPsecPolicies: Hashable, Sendable {
  package private(set) var incoming: UInt32 = 0
  package private(set) var outgoing: UInt32 = 0
  package private(set) var forwarded: UInt32 = 0
  /// Whether packets without a policy are blocked somewhere.
  package private(set) var blocks = false

  package var isEmpty: Bool { self == IPsecPolicies() }

  /// Those of the current thread's namespace; none where the kernel has no IPsec.
  package static func current() throws(NetlinkError) -> IPsecPolicies {
    var policies = IPsecPolicies()
    guard let socket = try socket() else { return policies }
    let questions = [IPsecRequest.count, .default]
    let outcomes = socket.transact(questions, as: .direct, place: "") { number, message in
      if number == 0 {
        let counts = message.attributes(after: UInt32.self)[IPsecRequest.countAttribute]?.payload
        guard let counts, counts.count >= 12 else { return }
        policies.incoming = counts.loadUnaligned(as: UInt32.self)
        policies.outgoing = counts.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
        policies.forwarded = counts.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
      } else {
        policies.blocks = message.payload.prefix(3).contains(IPsecRequest.block)
      }
    }
    // Kernels before 5.15 know nothing of a default.
    if case .failure(let error) = outcomes[0] { throw error }
    return policies
  }

  /// Removes all of them from the current thread's namespace, and associations with them.
  package static func remove() throws(NetlinkError) {
    guard let socket = try socket() else { return }
    let blocks = try current().blocks
    let requests: [IPsecRequest] =
      (blocks ? [.accept] : []) + [.flushPolicies, .flushAssociations]
    for case .failure(let error) in socket.transact(requests, as: .direct, place: "")
    where error.code != ESRCH {
      throw error
    }
  }

  private static func socket() throws(NetlinkError) -> NetlinkSocket? {
    do throws(NetlinkError) {
      return try NetlinkSocket(.ipsec)
    } catch {
      if error.code == EPROTONOSUPPORT { return nil }
      throw error
    }
  }
}

extension IPsecPolicies: CustomStringConvertible {
  package var description: String {
    "policies in \(incoming) out \(outgoing) fwd \(forwarded)" + (blocks ? " default block" : "")
  }
}

/// A question or an order about all policies.
private enum IPsecRequest: NetlinkRequest {
  case count
  case `default`
  case accept
  case flushPolicies
  case flushAssociations

  /// XFRMA_SPD_INFO, and XFRM_USERPOLICY_BLOCK and _ACCEPT, of linux/xfrm.h as the numbers below
  /// (XFRM_MSG_*), which does not go together with the C library's own headers.
  static let countAttribute = 1
  static let block: UInt8 = 1
  private static let acceptance: UInt8 = 2

  var channel: NetlinkChannel { .ipsec }

  var messageType: Int {
    switch self {
    case .count: 0x25
    case .default: 0x28
    case .accept: 0x27
    case .flushPolicies: 0x1d
    case .flushAssociations: 0x1c
    }
  }

  func encode(into message: inout MessageBuffer) {
    switch self {
    case .count: message.append(UInt32(0))
    case .default: message.append(bytes: [0, 0, 0])
    case .accept: message.append(bytes: [UInt8](repeating: Self.acceptance, count: 3))
    case .flushPolicies: break
    // Of every protocol (IPSEC_PROTO_ANY).
    case .flushAssociations: message.append(UInt8(255))
    }
  }

  var description: String {
    switch self {
    case .count: "xfrm policy count"
    case .default: "xfrm policy getdefault"
    case .accept: "xfrm policy setdefault accept"
    case .flushPolicies: "xfrm policy flush"
    case .flushAssociations: "xfrm state flush"
    }
  }
}
