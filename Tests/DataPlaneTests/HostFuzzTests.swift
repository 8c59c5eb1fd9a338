import Foundation
import HostState
import IPAddressing
import TestSupport
import Testing

@testable import DataPlane

/// Damaged frames into the programs at hosts' ports and pass-through appliances, as in `FuzzTests`.
@Suite struct HostFuzzTests {
  private static func drops(_ lab: DataPlane, _ namespace: NamespaceName) throws -> UInt64 {
    try lab.drops(namespace).values.reduce(0, +)
  }

  @Test(
    "From a host: only its own addresses pass, and each frame that does not is counted once",
    arguments: FuzzTests.seeds)
  func sourceCheck(_ seed: UInt64) async throws {
    try await KernelSandbox.run {
      let lab = try SubnetLab()
      let frames =
        FuzzTests.inner.map { SubnetLab.other.bytes + SubnetLab.host.bytes + Self.type($0) + $0 }
        + SourceCheckTests.cases.map(\.frame)
      var mutation = Mutation(seed: seed)
      try NetworkNamespace.enter(SubnetLab.router.rawValue) {
        let program = try ProgramRun(
          program: lab.dataPlane.pins(SubnetLab.router).program("source_check"), linkIndex: 10)
        let before = try Self.drops(lab.dataPlane, SubnetLab.router)
        var (dropped, passed): (UInt64, Int) = (0, 0)
        for round in 1...FuzzTests.rounds {
          let frame = mutation.frame(like: frames)
          guard let outcome = try program(frame) else { continue }
          switch outcome.action {
          case ProgramRun.pass:
            passed += 1
            #expect(outcome.frame == frame)
            #expect(Self.isOwn(frame), "\(seed) \(round): \(frame)")
          case ProgramRun.drop: dropped += 1
          default: Issue.record("\(seed) \(round): action \(outcome.action) of \(frame)")
          }
        }
        #expect(try Self.drops(lab.dataPlane, SubnetLab.router) - before == dropped)
        #expect(passed > FuzzTests.rounds / 40 && dropped > FuzzTests.rounds / 40)
      }
    }
  }

  @Test(
    "Into a pass-through appliance: a node's GENEVE goes back to it with its bytes, and no other",
    arguments: FuzzTests.seeds)
  func passThrough(_ seed: UInt64) async throws {
    try await KernelSandbox.run {
      let lab = try InspectionLab(.passThrough)
      let name = InspectionLab.appliance
      let mac = try #require(lab.state.targets[0].nextHopMACAddresses[0])
      let issued = FuzzTests.inner.map { inner in
        Packets.ethernet(
          to: mac, from: lab.state.nodes[0].macAddress,
          Packets.udp(
            "10.100.1.4", 50000, "10.100.1.10", 6081,
            [8, 0] + Self.type(inner) + [UInt8](repeating: 0, count: 36) + inner))
      }
      var mutation = Mutation(seed: seed)
      try NetworkNamespace.enter(name.rawValue) {
        let index = UInt32(if_nametoindex("eth0"))
        let attachment = Attachment("pass_through", linkIndex: index, .ingress)
        let program = try ProgramRun(
          link: lab.dataPlane.pins(name).link(attachment), linkIndex: index)
        let before = try Self.drops(lab.dataPlane, name)
        var (dropped, returned): (UInt64, Int) = (0, 0)
        for round in 1...FuzzTests.rounds {
          let frame = mutation.envelope(like: issued)
          guard let outcome = try program(frame) else { continue }
          switch outcome.action {
          case ProgramRun.pass: #expect(outcome.frame == frame)
          case ProgramRun.drop: dropped += 1
          case ProgramRun.redirect:
            returned += 1
            var expected = frame
            expected.replaceSubrange(0..<12, with: frame[6..<12] + frame[0..<6])
            expected.replaceSubrange(26..<34, with: frame[30..<34] + frame[26..<30])
            #expect(outcome.frame == expected, "\(seed) \(round): \(frame)")
            #expect(Array(frame[..<6]) == mac.bytes, "\(seed) \(round): \(frame)")
            #expect(Array(frame[26..<34]) == [10, 100, 1, 4, 10, 100, 1, 10])
          default: Issue.record("\(seed) \(round): action \(outcome.action) of \(frame)")
          }
        }
        #expect(try Self.drops(lab.dataPlane, name) - before == dropped)
        #expect(returned > FuzzTests.rounds / 40 && dropped > FuzzTests.rounds / 40)
      }
    }
  }

  private static func type(_ packet: [UInt8]) -> [UInt8] {
    packet[0] >> 4 == 6 ? [0x86, 0xdd] : [8, 0]
  }

  /// Whether a frame has the host's Ethernet address, and an address of its own for its type.
  private static func isOwn(_ frame: [UInt8]) -> Bool {
    guard Array(frame[6..<12]) == SubnetLab.host.bytes else { return false }
    let ipv4: [UInt8] = [10, 0, 1, 10]
    switch Array(frame[12..<14]) {
    case [8, 0]: return frame.count >= 34 && Array(frame[26..<30]) == ipv4
    case [8, 6]:
      return frame.count >= 32 && Array(frame[22..<28]) == SubnetLab.host.bytes
        && (Array(frame[28..<32]) == ipv4 || Array(frame[28..<32]) == [0, 0, 0, 0])
    case [0x86, 0xdd]:
      guard frame.count >= 54 else { return false }
      if Array(frame[22..<38]) == SourceCheckTests.host6 { return true }
      // Of the link only: from a link-local address or none, and to the link or a group.
      let isOfLink =
        frame[22] == 0xfe && frame[23] & 0xc0 == 0x80 || frame[22..<38].allSatisfy { $0 == 0 }
      return isOfLink && (frame[38] == 0xff || frame[38] == 0xfe && frame[39] & 0xc0 == 0x80)
    default: return false
    }
  }
}
