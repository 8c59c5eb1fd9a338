import IPAddressing
import Testing
import Topology

@testable import CommandLineInterface
@testable import Verification

@Suite("When engine and walker disagree")
struct SelfCheckTests {
  @Test("there is no verdict, and the status is 70")
  func status() throws {
    let topology = Topology(
      name: "any", internet: Internet(ipv4: .defaultIPv4, ipv6: .defaultIPv6))
    let view = ValidationView(console: Console(.never)) { _, _ in
      VerificationReport(
        findings: [], pairsProved: 1, pairsUnconnected: 0, hosts: 2, excludedSubnets: [],
        flowClasses: 1, notModelled: [], disagreements: ["one says so, one otherwise"])
    }
    let failure = #expect(throws: CommandFailure.self) { try view.judge(topology) }
    #expect(failure?.status == .internalError)
    #expect(failure?.status.rawValue == 70)
    #expect(failure?.message.contains("one says so, one otherwise") == true)
  }
}
