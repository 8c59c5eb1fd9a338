import Foundation
import TestSupport
import Testing

extension KernelTests {
  /// The model against the kernel, of which nothing else in the tests knows: the engine and the walker
  /// read the same rules of AWS, and may have read one wrong together.
  @Suite("Random topologies")
  struct WalkedTopologyTests {
    @Test("carry what the walker says: every datagram arrives, and passes, where `trace` has it")
    func agreement() async throws {
      try await Lab.run { lab in
        var counts = Counts()
        for seed in Campaign.seeds(4, whole: 100) { try walk(seed, lab, &counts) }
        print("walked topologies: \(counts)")
        // A test of networks in which nothing gets anywhere would find nothing.
        #expect(counts.networks > 0 && counts.answered > 0 && counts.unanswered > 0, "\(counts)")
        #expect(counts.lost > 0 && counts.passing > 0, "\(counts)")
      }
    }

    private struct Counts: CustomStringConvertible {
      var networks = 0
      /// That AWS would refuse to make, or that cannot be built on a host.
      var refused = 0
      /// Datagrams by what the kernel did with them.
      var answered = 0
      var unanswered = 0
      var lost = 0
      /// Those that passed an endpoint or a routing instance.
      var passing = 0

      var description: String {
        """
        \(networks) applied, \(refused) refused; \(answered + unanswered + lost) flows: \
        \(answered) answered, \(unanswered) not answered, \(lost) lost, \(passing) past something
        """
      }

      mutating func add(_ experience: Experience) {
        if experience.isAnswered {
          answered += 1
        } else if experience.receivers.isEmpty {
          lost += 1
        } else {
          unanswered += 1
        }
        if !experience.passedByRequest.isEmpty { passing += 1 }
      }
    }

    private func walk(_ seed: UInt64, _ lab: Lab, _ counts: inout Counts) throws {
      let network = RandomNetwork(seed: seed)
      let path = try lab.write(network.text, to: "walked.yaml")
      let traced = try Bumpwire.run(
        "trace", path, "--from", RandomNetwork.hosts, "--to", RandomNetwork.hosts, "--protocol",
        "udp", "--port", "7000", "--format", "json")
      if traced.status == 65 {
        counts.refused += 1
        return
      }
      try #require(traced.status == 0, "seed \(seed): \(traced)")
      let document = try JSONDecoder().decode(
        TraceDocument.self, from: Data(traced.output.utf8))
      let applied = try Bumpwire.run("apply", "--yes", path, "--allow-findings")
      if applied.status == 69, applied.errors.contains("error[not-provisioned]") {
        counts.refused += 1
        return
      }
      try #require(applied.status == 0, "seed \(seed): \(applied)")
      let walked = try WalkedNetwork(network, document.flows, in: lab)
      if zip(walked.flows, walked.experiences).contains(where: { $1 != Experience($0) }) {
        print("seed \(seed) is this network:\n\(network.text)")
      }
      for (flow, seen) in zip(walked.flows, walked.experiences) {
        counts.add(seen)
        let told = Experience(flow)
        #expect(
          seen == told,
          """
          seed \(seed), \(flow.flow.source) \(flow.flow.sourceAddress) to \
          \(flow.flow.destination) \(flow.flow.destinationAddress): \(flow.outcome): \
          \(flow.explanation)
            the model:  \(told)
            the kernel: \(seen)
          """)
      }
      counts.networks += 1
      try lab.destroy(RandomNetwork.name)
    }
  }
}
