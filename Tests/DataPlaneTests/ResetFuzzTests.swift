import Foundation
import HostState
import IPAddressing
import TestSupport
import Testing

@testable import DataPlane

/// Damaged segments of no known flow into an endpoint that answers with resets, as in `FuzzTests`.
@Suite struct ResetFuzzTests {
  private static let segments: [[UInt8]] = [
    ("198.51.100.10", "10.0.1.10"), ("2001:db8:1::10", "2001:db8:2::10"),
  ].flatMap { source, destination in
    [Packets.ack, Packets.fin | Packets.ack, Packets.fin, 0, Packets.rst].map { flags in
      Packets.tcp(source, 40000, destination, 80, flags: flags, [1, 2, 3])
    }
  }

  @Test(
    "What answers a segment is a whole reset from its other end, of its length and no more",
    arguments: FuzzTests.seeds)
  func resets(_ seed: UInt64) async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.tcpResets = [.idleTimeout]
      try lab.apply()
      let endpoint = lab.state.endpoints[0]
      let frames = Self.segments.map {
        Packets.ethernet(to: endpoint.macAddress, from: GatewayLoadBalancerLab.routerMAC, $0)
      }
      var mutation = Mutation(seed: seed)
      try lab.inside {
        let program = try ProgramRun(
          link: lab.dataPlane.pins(GatewayLoadBalancerLab.namespace)
            .link(Attachment("gwlb_endpoint", linkIndex: 10, .ingress)), linkIndex: 10)
        let ethernet = endpoint.routerMACAddress.bytes + endpoint.macAddress.bytes
        var (refused, answered): (UInt64, Int) = (0, 0)
        for round in 1...FuzzTests.rounds {
          let frame = mutation.frame(like: frames)
          guard let outcome = try program(frame) else { continue }
          switch outcome.action {
          case ProgramRun.pass: #expect(outcome.frame == frame)
          case ProgramRun.drop: refused += 1
          case ProgramRun.redirect where Array(outcome.frame.prefix(12)) == ethernet:
            refused += 1
            answered += 1
            let isAnswer = Self.isReset(outcome.frame, of: frame)
            #expect(isAnswer, "\(seed) \(round): \(frame): \(outcome.frame)")
          case ProgramRun.redirect:
            #expect(Array(outcome.frame.dropFirst(82)) == Array(frame.dropFirst(14)))
          default: Issue.record("\(seed) \(round): action \(outcome.action) of \(frame)")
          }
        }
        let drops = try lab.dataPlane.drops(GatewayLoadBalancerLab.namespace)
        // What was kept comes in again behind its first fragment, and may be refused then.
        let kept = drops[.fragmentKept] ?? 0
        #expect((refused...refused + kept).contains(drops.values.reduce(0, +)))
        let counters = try GatewayLoadBalancerCounters(
          lab.dataPlane, GatewayLoadBalancerLab.namespace)
        let resets = try #require(counters?.endpoints[0]?.resets)
        #expect((UInt64(answered)...UInt64(answered) + kept).contains(resets))
        #expect(answered > FuzzTests.rounds / 20 && answered < FuzzTests.rounds)
      }
    }
  }

  private static func isReset(_ answer: [UInt8], of frame: [UInt8]) -> Bool {
    let header = Array(frame[12..<14]) == [8, 0] ? 20 : 40
    let (place, size) = header == 20 ? (12, 4) : (8, 16)
    let (packet, asked) = (Array(answer.dropFirst(14)), Array(frame.dropFirst(14)))
    guard packet.count == header + 20, answer[12..<14] == frame[12..<14],
      asked.count >= header + 20
    else { return false }
    let addresses = asked[place + size..<place + 2 * size] + asked[place..<place + size]
    let ports = asked[header + 2..<header + 4] + asked[header..<header + 2]
    return Array(packet[place..<place + 2 * size]) == Array(addresses)
      && Array(packet[header..<header + 4]) == Array(ports)
      && [Packets.rst, Packets.rst | Packets.ack].contains(packet[header + 13])
      && asked[header + 13] & Packets.rst == 0
      && Packets.transportChecksum(packet) == 0
      && (header == 40 || Packets.checksum(Array(packet[..<20])) == 0)
  }
}
