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

    @Test("another instance takes over what one routed, in both families, and back again")
    func routingInstance() async throws {
      try await Lab.run { lab in
        func text(_ router: String, _ other: String) -> String {
          """
          bumpwire: 1
          name: relayed
          zones: [a]
          vpcs:
            app:
              cidr: 10.0.0.0/16
              ipv6_cidr: 2001:db8:1::/48
              subnets:
                west: { zone: a, cidr: 10.0.1.0/24, ipv6_cidr: 2001:db8:1:1::/64, route_table: west }
                middle: { zone: a, cidr: 10.0.2.0/24, ipv6_cidr: 2001:db8:1:2::/64 }
                east: { zone: a, cidr: 10.0.3.0/24, ipv6_cidr: 2001:db8:1:3::/64, route_table: east }
              route_tables:
                west: { routes: { subnet/east: instance/\(router) } }
                east: { routes: { subnet/west: instance/\(router), subnet/middle: instance/\(other) } }
              instances:
                first: { subnet: middle, source_dest_check: false }
                second: { subnet: middle, source_dest_check: false }
                host: { subnet: west }

          """
        }
        for (router, other) in [("first", "second"), ("second", "first"), ("first", "second")] {
          let path = try lab.write(text(router, other), to: "relayed.yaml")
          try lab.apply(path, "--allow-findings")
          try lab.expectNoChanges(path, "--allow-findings")
        }
        try lab.destroy("relayed")
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
