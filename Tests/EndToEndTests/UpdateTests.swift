import Foundation
import TestSupport
import Testing

extension KernelTests {
  /// Each kind of change once with every test; in `make torture` many at random besides, under all
  /// datagrams that there can be.
  @Suite("A change under load")
  struct UpdateTests {
    @Test(
      "lets nothing past the appliances, and a transfer that it does not concern notices nothing",
      arguments: Campaign.isWhole ? [false, true] : [false])
    func changes(_ isRandom: Bool) async throws {
      try await Lab.run { lab in
        var random = SplitMix64(seed: 1)
        let all = UpdatedNetwork.Change.allCases
        let changes =
          isRandom
          ? (0..<Campaign.rounds(whole: 150)).map { _ in all.randomElement(using: &random) ?? .route
          }
          : all
        let campaign = try UpdateCampaign(lab, rate: isRandom ? 0 : 5000)
        for change in changes { try campaign.apply(change) }
        try campaign.open()
        let outcome = try campaign.finish()
        // Who counts nothing here would count nothing anywhere.
        #expect(outcome.uninspected["open", default: 0] > 100, "\(outcome)")
        judge(outcome, changes: changes.count)
        try lab.destroy(UpdatedNetwork.name)
      }
    }

    private func judge(_ outcome: UpdateCampaign.Outcome, changes: Int) {
      let transfer = outcome.transfer
      let uninspected = outcome.uninspected.filter { $0.key != "open" }
      #expect(uninspected.isEmpty, "\(uninspected)")
      #expect(transfer.error == nil && transfer.sent == transfer.received, "\(transfer)")
      #expect(transfer.sent > 1 << 20, "\(transfer)")
      // A probe or two of a busy machine's timers are no burst.
      let again = transfer.retransmissions + outcome.otherRetransmissions
      #expect(again <= changes, "\(again) segments were sent again")
      #expect(outcome.storm.answered > 1000, "\(outcome.storm)")
      print(
        """
        changes under load: \(changes), \(outcome.storm.sent) datagrams, \
        \(outcome.storm.answered) answered, \(uninspected.values.reduce(0, +)) uninspected; \
        \(transfer.received) bytes there and back, \(again) segments sent again, \
        longest pause \(transfer.longestPause) s
        """)
    }
  }
}
