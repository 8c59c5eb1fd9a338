import Diagnostics
import FoundationEssentials
import Testing
import Topology

@testable import Verification

@Suite(
  "The mutation table: each mistake, in every place where it can be made, is found by its name")
struct MutationTableTests {
  @Test("the kill rate is 100 %")
  func killRate() throws {
    var lines: [String] = []
    var (killed, all) = (0, 0)
    for mutation in MutationOperator.all {
      var survivors: [String] = []
      for site in mutation.sites {
        let found = try findings(site)
        all += 1
        if found.isDisjoint(with: mutation.expected) {
          survivors.append("\(site.folder): found \(found.sorted())")
        } else {
          killed += 1
        }
      }
      let count = mutation.sites.count - survivors.count
      lines.append(
        "\(count) of \(mutation.sites.count)  \(mutation.expected.sorted().joined(separator: " or "))  \(mutation.name)"
      )
      #expect(survivors == [], "\(mutation.name)")
    }
    print(lines.joined(separator: "\n"))
    print("mutation kill rate: \(killed * 100 / max(all, 1)) % (\(killed) of \(all) mutants)")
    #expect(killed == all)
  }

  @Test("every finding that validation can make has a mistake here or in the folders")
  func complete() throws {
    let planted = Set(MutationOperator.all.flatMap(\.expected))
      .union(try Fixture.all(in: "Faults").map(\.expected.rawValue))
    #expect(Set(try Self.declared()).subtracting(planted) == [])
    let corpus = try FileManager.default.contentsOfDirectory(
      atPath: URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../TopologyTests/Corpus").path)
    let missing = Self.required.subtracting(planted).filter { id in
      !corpus.contains { $0 == id || $0.hasPrefix("\(id)--") }
    }
    #expect(missing == [])
  }

  /// Every finding that the language can express.
  ///
  /// What enters an inspection VPC by its internet or
  /// virtual private gateway is for its own addresses, and cannot leave by a transit gateway: no
  /// topology has an ingress that appliance mode would have to share.
  private static let required: Set<String> = [
    "alb-leg-asymmetric", "ambiguous-prefix-list", "appliance-mode-multi-tgw", "appliance-mode-off",
    "appliance-mode-useless", "asymmetric-inspection", "attachment-endpoint-same-subnet",
    "az-mismatch", "blackhole-az", "blackhole-explicit", "blackhole-no-route",
    "blackhole-peering-transit", "crosszone-off-single-az-targets", "dangling-association",
    "dangling-target", "edge-route-az-foreign", "edge-table-missing", "egress-only-after-endpoint",
    "eigw-inbound", "eip-return-via-nat", "endpoint-in-app-subnet", "endpoint-self-route",
    "expectation-failed", "family-gap", "idle-timeout-ignored", "igw-no-public-mapping",
    "ineffective-route", "inspection-bypass-forward", "inspection-bypass-return",
    "inspection-order-mismatch", "intra-subnet-uninspectable", "invalid-ingress-destination",
    "invalid-more-specific-local", "irregular-vpc", "loop", "loop-tgw-inspection",
    "model-unsupported", "nat-before-inspection", "nat-loop", "nat-return-bypass",
    "one-way-reachability", "overlapping-cidr", "partial-mesh-bypass", "peering-vs-tgw-split",
    "policy-uninspected", "policy-vacuous", "quota-exceeded", "reserved-destination",
    "route-never-used", "shadowed-route", "source-dest-check", "stickiness-with-appliance-mode",
    "summary-gap", "tgw-propagation-suppressed", "unreachable-endpoint",
  ]

  @Test(
    "an architecture has no finding at warning or above", arguments: try Fixture.architectures())
  func architecture(_ fixture: Fixture) throws {
    let report = Verifier(try fixture.resolve()).report()
    #expect(report.disagreements == [])
    #expect(
      report.findings.filter { $0.severity >= .warning }.map { "\($0.id): \($0.message)" } == [])
    #expect(report.pairsProved > 0)
    // Each has a twin that is broken.
    #expect(
      MutationOperator.all.contains { mutation in
        mutation.sites.contains { $0.folder == fixture.testDescription }
      })
  }

  /// What is found once a mistake is made: of resolving, and of verifying where that is possible.
  private func findings(_ site: MutationOperator.Site) throws -> Set<String> {
    let resolution = Fixture.resolve(try site.text())
    var found = Set(resolution.diagnostics.map(\.id.rawValue))
    if let topology = resolution.topology {
      let report = Verifier(topology).report()
      #expect(report.disagreements == [])
      found.formUnion(report.findings.map(\.id.rawValue))
    }
    return found
  }

  private static func declared() throws -> [String] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/Verification/Report/FindingID.swift")
    let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    return text.split(separator: "= DiagnosticID(\"").dropFirst().map {
      String($0.prefix { $0 != "\"" })
    }
  }
}
