import Configuration
import Diagnostics
import FoundationEssentials
import TestSupport
import Testing

@Suite("JSON Schema")
struct SchemaTests {
  private static let path = Repository.path("schemas/topology.schema.json")

  @Test("the committed schema is what the language's tables say")
  func inStep() throws {
    try Golden.check(TopologySchema.json.prettyText, at: Self.path)
  }

  @Test("accepts every valid topology, and refuses the broken ones that a schema can refuse")
  func verdicts() throws {
    let examples = try FileManager.default.subpathsOfDirectory(
      atPath: Repository.path("examples")
    ).filter { $0.hasSuffix(".yaml") }.sorted().map { Repository.path("examples/" + $0) }
    #expect(!examples.isEmpty)
    let output = try Shell.run(
      ["python3", CorpusCase.root + "/schema.py", Self.path, CorpusCase.root] + examples)
    let lines = output.split(separator: "\n")
    for line in lines where line.contains(": valid--") {
      #expect(line.hasPrefix("accepted"), "\(line)")
    }
    #expect(lines.suffix(examples.count).allSatisfy { $0.hasPrefix("accepted") })
    // Examples come and go; all of them are accepted.
    let verdicts = lines.dropLast(examples.count).map { "\($0)\n" }.joined()
    try Golden.check(verdicts, at: CorpusCase.root + "/schema.txt")
  }
}
