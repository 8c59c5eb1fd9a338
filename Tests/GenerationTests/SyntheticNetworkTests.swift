import Configuration
import Diagnostics
import Generation
import Testing
import Topology
import Verification

@Suite("Synthetic networks")
struct SyntheticNetworkTests {
  private static func text(_ network: SyntheticNetwork) -> String {
    var text = ""
    TopologyWriter.write(network) { text += $0 }
    return text
  }

  private static func topology(_ network: SyntheticNetwork) throws -> Topology {
    let bytes = Array(text(network).utf8)
    let files = FileAccess(
      read: { path, _ in .success(SourceFile(path: path, bytes: bytes)) }, resolved: { $0 })
    let resolution = TopologyResolver.resolve(path: "generated.yaml", files: files)
    #expect(resolution.diagnostics.map(\.message) == [])
    return try #require(resolution.topology)
  }

  private static func findings(_ network: SyntheticNetwork) throws -> [Finding] {
    Verifier(try topology(network)).report().findings
  }

  @Test(
    "correct shapes are proved", arguments: [SyntheticNetwork.Shape.regular, .noise, .peeringMesh])
  func correct(_ shape: SyntheticNetwork.Shape) throws {
    // Routes to partners that nobody here is are notes, at most.
    let findings = try Self.findings(SyntheticNetwork(spokes: 5, shape: shape, seed: 1))
    #expect(findings.filter { $0.severity > .note }.map(\.message) == [])
  }

  @Test(
    "a planted fault breaks as many pairs as the file says",
    arguments: [
      (PlantedFault.edgeEntryMissing, DiagnosticID.edgeTableMissing),
      (.foreignZone, .azMismatch), (.spokeBypass, .inspectionBypassForward),
      (.applianceModeOff, .applianceModeOff),
    ])
  func planted(_ fault: PlantedFault, _ id: DiagnosticID) throws {
    let network = SyntheticNetwork(spokes: 5, shape: .regular, seed: 1, fault: fault)
    let findings = try Self.findings(network)
    #expect(findings.map(\.id) == [id])
    #expect(findings.map(\.pairs) == [network.brokenPairs])
  }

  @Test("unanswered peerings break as many pairs as the file says")
  func peerings() throws {
    let network = SyntheticNetwork(
      spokes: 5, shape: .peeringMesh, seed: 1, fault: .oneSidedPeering)
    let findings = try Self.findings(network)
    #expect(Set(findings.map(\.id)) == [.peeringVersusTGWSplit])
    #expect(findings.map(\.pairs).reduce(0, +) == network.brokenPairs)
  }

  @Test("a summary with a gap breaks as many pairs as the file says")
  func gap() throws {
    let network = SyntheticNetwork(spokes: 5, shape: .summaryGap, seed: 1)
    let findings = try Self.findings(network)
    #expect(findings.map(\.pairs).reduce(0, +) == network.brokenPairs)
  }

  @Test("with intents, which hold where no fault is planted")
  func intents() throws {
    let network = SyntheticNetwork(spokes: 12, shape: .regular, seed: 1, hasIntents: true)
    let topology = try Self.topology(network)
    // Of each spoke, and of each two of ten digits with which numbers begin.
    #expect(topology.inspections.count == 12 + 45)
    #expect(try Self.findings(network).filter { $0.severity > .note }.map(\.message) == [])
  }

  @Test("the same seed gives the same text, another one another")
  func seeds() {
    let text = Self.text(SyntheticNetwork(spokes: 5, shape: .noise, seed: 1))
    #expect(text == Self.text(SyntheticNetwork(spokes: 5, shape: .noise, seed: 1)))
    #expect(text != Self.text(SyntheticNetwork(spokes: 5, shape: .noise, seed: 2)))
  }

  @Test("hubs beyond the first have blocks of their own")
  func hubs() {
    let text = Self.text(SyntheticNetwork(spokes: 4001, shape: .regular, seed: 1))
    #expect(text.contains("  v4000:\n    cidr: 10.64.0.0/22\n"))
    #expect(text.contains("          10.64.0.0/10: attachment/inspection\n"))
  }
}
