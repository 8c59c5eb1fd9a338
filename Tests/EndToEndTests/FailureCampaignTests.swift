import Foundation
import TestSupport
import Testing

extension KernelTests {
  /// A few events with every test; in `make torture` many at random, of which `BUMPWIRE_SEED` says
  /// which and `BUMPWIRE_EVENTS` how many.
  @Suite("Appliances that fail under load")
  struct FailureCampaignTests {
    private static func number(_ variable: String, _ value: Int) -> Int {
      ProcessInfo.processInfo.environment[variable].flatMap { Int($0) } ?? value
    }

    @Test(
      "lose packets of their own flows only, and no connection breaks",
      arguments: Campaign.isWhole ? [false, true] : [false])
    func campaign(_ rebalances: Bool) async throws {
      try await Lab.run { lab in
        var random = SplitMix64(seed: UInt64(Self.number("BUMPWIRE_SEED", 1)))
        let campaign = try FailureCampaign(lab, rebalances: rebalances)
        var events: [FailureCampaign.Event] = [.killUnattended, .killTwo, .pause, .flap, .shrink]
        if Campaign.isWhole {
          // Each at least once, in any order.
          let all = FailureCampaign.Event.allCases
          events = (0..<Self.number("BUMPWIRE_EVENTS", 24)).map { all[$0 % all.count] }
          events.shuffle(using: &random)
        }
        let outcome = try campaign.run(events, &random)
        let flows = outcome.report.flows
        let sent = flows.reduce(0) { $0 + $1.sent }
        #expect(sent > (Campaign.isWhole ? 10_000 : 1000))
        let lost = outcome.unexplained.prefix(10)
        #expect(lost.isEmpty, "\(outcome.unexplained.count) lost: \(lost)\n\(campaign.history)")
        let broken = outcome.report.connections.filter(\.isBroken)
        #expect(broken.isEmpty, "\(broken)\n\(campaign.history)")
        #expect(outcome.moved > 0 || !rebalances)
        if Campaign.isWhole {
          print(
            """
            failures, \(rebalances ? "rebalance" : "no_rebalance"): \(events.count) events, \
            \(sent) datagrams over \(flows.count) flows, \
            \(outcome.unexplained.count) lost by flows of other appliances, \
            \(outcome.explained) by those of failing ones (\(outcome.affected) times a flow's), \
            \(outcome.moved) times a flow moved, \(outcome.report.connections.count) connections, \
            \(broken.count) broken
            """)
        }
        try lab.destroy(FailureCampaign.name)
      }
    }
  }
}
