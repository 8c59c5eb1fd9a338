import Foundation
import HostState
import IPAddressing
import TestSupport
import Testing

@testable import DataPlane

/// The rules of AWS's Gateway Load Balancer over the wire.
///
/// Packets are built and decoded by scapy, which shares nothing with this code. Each file of
/// Conformance holds a topic's rules, a function each; `BUMPWIRE_RULE` takes those whose text holds
/// it. `make torture` sends more of what is random.
@Suite struct ConformanceTests {
  struct Topic: Sendable, CustomTestStringConvertible {
    let file: String
    let testDescription: String
    var mtu = 1500
    /// Packets of how many kinds, and the like, at least.
    var counts: [String: Int] = [:]
  }

  static let topics = [
    Topic(file: "wire", testDescription: "the bytes on the wire"),
    Topic(file: "wire", testDescription: "the bytes on the wire, jumbo", mtu: 8500),
    Topic(file: "kinds", testDescription: "bit-exactness", counts: ["kinds": 40]),
    Topic(file: "kinds", testDescription: "bit-exactness, jumbo", mtu: 8500),
    Topic(file: "returns", testDescription: "what appliances return"),
    Topic(file: "flows", testDescription: "flows"),
    Topic(file: "targets", testDescription: "targets"),
    Topic(
      file: "symmetry", testDescription: "both directions at the same appliance",
      counts: ["flows": 5000]),
    Topic(
      file: "fuzz", testDescription: "random, truncated, stretched and spoofed packets",
      counts: ["frames": 12_000]),
  ]

  static let isWhole = ProcessInfo.processInfo.environment["BUMPWIRE_TORTURE"] == "1"

  @Test("Conformance, rule by rule", arguments: topics)
  func conformance(_ topic: Topic) async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab(mtu: topic.mtu + 100)
      for index in lab.state.endpoints.indices { lab.state.endpoints[index].mtu = topic.mtu }
      let folder = URL(filePath: #filePath).deletingLastPathComponent().path + "/Conformance"
      var environment = [
        "BUMPWIRE_FLOWS": Self.isWhole ? "120000" : "5000",
        "BUMPWIRE_FRAMES": Self.isWhole ? "300000" : "4000",
        "BUMPWIRE_SEED": Self.isWhole ? "\(Int(Date.now.timeIntervalSince1970))" : "1",
      ]
      for name in ["BUMPWIRE_FLOWS", "BUMPWIRE_FRAMES", "BUMPWIRE_SEED", "BUMPWIRE_RULE"] {
        if let value = ProcessInfo.processInfo.environment[name] { environment[name] = value }
      }
      let program = try Conversation(
        ["python3", "-B", folder, topic.file], environment: environment)
      let server = ConformanceServer(lab)
      while let line = try program.request() {
        let request = try JSONDecoder().decode(ConformanceRequest.self, from: line)
        try program.answer(try server.answer(request))
      }
      for (rule, failure) in server.failures { Issue.record("\(rule)\n\(failure)") }
      #expect(server.rules > 0, "\(program.errorText)")
      if environment["BUMPWIRE_RULE"] == nil {
        #expect(server.checked == server.rules)
        for (name, least) in topic.counts {
          let count = server.counts[name, default: 0]
          #expect(count >= least, "\(name): \(count)")
        }
      }
      if Self.isWhole {
        let counts = server.counts.sorted { $0.key < $1.key }.map { ", \($0.value) \($0.key)" }
        let seed = environment["BUMPWIRE_SEED"] ?? ""
        print(
          "conformance: \(topic.testDescription): \(server.rules) rules, seed \(seed)"
            + counts.joined())
      }
    }
  }
}
