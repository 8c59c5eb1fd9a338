import Testing

@testable import Verification

@Suite("Correct architectures have no finding")
struct CorrectNetworkTests {
  @Test("the seed: seven pairs, five classes, nothing unsaid")
  func seed() throws {
    let verdict = try Verdict(Networks.catagram())
    #expect(verdict.blamed == [])
    #expect(verdict.report.pairsProved == 7)
    #expect(verdict.report.pairsUnconnected == 2)
    #expect(verdict.report.flowClasses == 5)
    #expect(verdict.report.hosts == 5)
    #expect(verdict.report.excludedSubnets.count == 6)
  }

  @Test("endpoints in every zone of a VPC, IPv4 alone and with IPv6", arguments: [false, true])
  func distributed(withIPv6: Bool) throws {
    let verdict = try Verdict(Networks.distributed(withIPv6))
    #expect(verdict.blamed == [])
    #expect(verdict.report.pairsProved == (withIPv6 ? 6 : 3))
  }

  @Test(
    "inspection before NAT, by subnet routes and by a replaced local route",
    arguments: [false, true])
  func natEgress(replacingLocal: Bool) throws {
    #expect(try Verdict(Networks.natEgress(replacingLocal: replacingLocal)).blamed == [])
  }

  @Test(
    "an inspection VPC behind a transit gateway, with egress and without", arguments: [true, false])
  func centralised(egress: Bool) throws {
    let verdict = try Verdict(Networks.centralised(egress: egress))
    #expect(verdict.blamed == [])
    #expect(verdict.report.pairsProved == (egress ? 10 : 6))
  }

  @Test("one endpoint between two subnets") func eastWest() throws {
    #expect(try Verdict(Networks.eastWest()).blamed == [])
  }

  @Test("the endpoint follows the load balancer's zone") func balancedTargets() throws {
    #expect(try Verdict(Networks.balancedTargets()).blamed == [])
  }

  @Test("a chain that replies pass in reverse") func chained() throws {
    #expect(try Verdict(Networks.chained()).blamed == [])
  }
}
