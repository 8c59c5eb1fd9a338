import Foundation
import TestSupport
import Testing

/// The report formats of `validate`, read by the parsers that CI systems have.
@Suite("Report formats")
struct ReportFormatTests {
  private struct Item: Decodable, Equatable {
    var id: String
    var severity: String
    var line: Int
    var flows: Int
    var message: String
    var file: String?
  }

  private static let broken = Repository.path(
    "Tests/VerificationTests/Faults/edge-table-missing.association/topology.yaml")

  /// Writes a file and gives its name.
  private func write(_ text: String, to name: String, in folder: Folder) throws -> String {
    _ = try folder.write(Data(text.utf8), to: name)
    return name
  }

  /// The broken network with its rules beside it, and a mistake whose words are made to confuse.
  private func topologies(in folder: Folder) throws -> [String] {
    let network = try String(contentsOfFile: Self.broken, encoding: .utf8)
    _ = try write("table inet a {\n}\n", to: "firewall.nft", in: folder)
    return [
      try write(network, to: "broken.yaml", in: folder),
      try write(
        network.replacing("name: distributed", with: "name: distributed\n\"\(Self.hostile)\": 1"),
        to: "a,b 100%::c.yaml", in: folder),
    ]
  }

  /// An end of CDATA, a workflow command, a mention, markup, an escape and a right-to-left override.
  private static let hostile = "]]>::error::%0A@all <b>&`*_\\e\u{202e}"

  private func read(
    _ format: String, _ files: [String], in folder: Folder, failing: Int32,
    environment: [String: String] = [:]
  ) throws -> [Item] {
    let result = try Bumpwire.run(
      ["validate", "--format", format] + files, directory: folder.path, environment: environment)
    #expect(result.status == failing, "\(result)")
    let report = "\(folder.path)/report"
    try Data(result.output.utf8).write(to: URL(filePath: report))
    let script = Repository.path("Tests/EndToEndTests/Reports/reports.py")
    let items = try Shell.run(["/usr/bin/python3", "-B", script, format, report])
    return try JSONDecoder().decode([Item].self, from: Data(items.utf8))
  }

  @Test("SARIF, JUnit XML and GitHub's annotations say the same, at the same lines")
  func agreement() throws {
    let folder = try Folder()
    let files = try topologies(in: folder)
    for format in ["sarif", "junit", "github"] {
      let items = try read(format, [files[0]], in: folder, failing: 1)
      let errors = items.filter { $0.severity == "error" }
      #expect(errors.map(\.id) == ["edge-table-missing"], "\(format)")
      #expect(errors.map(\.line) == [9], "\(format)")
      #expect(errors.allSatisfy { $0.message.contains("has no edge table") }, "\(format)")
      if format != "junit" {
        #expect(items.filter { $0.severity == "warning" }.map(\.id) == ["dangling-association"])
      }
      if format == "sarif" { #expect(errors.map(\.flows) == [1]) }
    }
  }

  @Test("hostile names and texts stay text in every format")
  func hostileText() throws {
    let folder = try Folder()
    let files = try topologies(in: folder)
    for format in ["sarif", "junit", "github"] {
      let items = try read(format, [files[1]], in: folder, failing: 65)
      #expect(items.map(\.id) == ["unknown-key"], "\(format)")
      #expect(items.first?.message.contains("]]>::error::%0A@all <b>&") == true, "\(items)")
      if format == "github" { #expect(items.first?.file == files[1]) }
    }
    let markdown = try Bumpwire.run(
      ["validate", "--format", "markdown", files[1]], directory: folder.path)
    #expect(markdown.status == 65)
    #expect(!markdown.output.unicodeScalars.contains("\u{1b}"))
    #expect(!markdown.output.unicodeScalars.contains("\u{202e}"))
    // Outside of code nothing mentions anybody and nothing is markup.
    let prose = markdown.output.split(separator: "\n").filter { $0.hasPrefix("**error**") }
    #expect(prose.count == 1)
    #expect(prose.allSatisfy { !$0.contains("@all") && !$0.contains("<b>") }, "\(prose)")
  }

  @Test("GitHub shows ten annotations of a kind; the step's summary has every finding")
  func limits() throws {
    let folder = try Folder()
    let network = try String(contentsOfFile: Self.broken, encoding: .utf8)
    let wrong = (0..<25).map { "wrong\($0): 1\n" }.joined()
    let file = try write(network + wrong, to: "many.yaml", in: folder)
    _ = try write("table inet a {\n}\n", to: "firewall.nft", in: folder)
    let summary = "\(folder.path)/summary.md"
    try Data("before\n".utf8).write(to: URL(filePath: summary))
    let items = try read(
      "github", [file], in: folder, failing: 65, environment: ["GITHUB_STEP_SUMMARY": summary])
    #expect(items.count == 10)
    let text = try String(contentsOfFile: summary, encoding: .utf8)
    #expect(text.hasPrefix("before\n### ❌ `many.yaml`: 25 errors\n"))
    #expect(text.split(separator: "\n").count { $0.hasPrefix("**error** `unknown-key`") } == 25)
    let alone = try Bumpwire.run(
      ["validate", "--format", "github", file], directory: folder.path,
      environment: ["GITHUB_STEP_SUMMARY": ""])
    #expect(alone.output.split(separator: "\n").count { $0.contains("error[unknown-key]") } == 15)
  }

  @Test("a sound topology is a passed test, no annotation and one proof")
  func sound() throws {
    let folder = try Folder()
    let example = Repository.path("examples/egress/topology.yaml")
    for format in ["sarif", "junit", "github"] {
      #expect(try read(format, [example], in: folder, failing: 0).isEmpty)
    }
    let markdown = try Bumpwire.run("validate", "--format", "markdown", example)
    #expect(markdown.output.hasPrefix("### ✅ "))
    #expect(markdown.output.contains("- proved: 6 pairs of hosts"))
  }

  @Test(
    "the GitHub Action's script writes every report, ends with validate's code, takes odd names")
  func action() throws {
    let folder = try Folder()
    let files = try topologies(in: folder)
    // As the runner does: the inputs are variables, the program is on the PATH.
    func run(_ patterns: String) throws -> CommandResult {
      try RunningCommand(
        [Repository.path(".ci/validate")], directory: folder.path,
        environment: [
          "FILES": patterns, "FAIL_ON": "warning", "SARIF": "out.sarif", "JUNIT": "out.xml",
          "MARKDOWN": "out.md", "GITHUB_STEP_SUMMARY": "\(folder.path)/summary.md",
          "PATH": Self.folder(of: Bumpwire.executable) + ":/usr/bin:/bin",
        ]
      ).wait()
    }
    let result = try run("broken.yaml\n\n*::c.yaml\n")
    #expect(result.status == 65, "\(result)")
    #expect(result.output.contains("::error file=broken.yaml,line=9"), "\(result)")
    #expect(result.output.contains("file=a%2Cb 100%25%3A%3Ac.yaml"), "\(result)")
    for (name, word) in [
      ("out.sarif", "\"edge-table-missing\""), ("out.xml", "<failure type=\"unknown-key\""),
      ("out.md", "### ❌"), ("summary.md", "### ❌"),
    ] {
      let text = try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
      #expect(text.contains(word), "\(name)")
    }
    #expect(try run(files[0]).status == 1)
    let none = try run("nowhere/*.yaml")
    #expect(none.status == 65)
    #expect(none.errors.contains("no file matches `nowhere/*.yaml`"), "\(none)")
  }

  @Test("the action and the hook are YAML with what GitHub and pre-commit ask for")
  func definitions() throws {
    let script = """
      import sys, yaml
      action = yaml.safe_load(open(sys.argv[1]))
      assert action["name"] and action["description"] and action["runs"]["using"] == "composite"
      for step in action["runs"]["steps"]:
          assert step["shell"] == "bash" and "${{" not in step["run"]
          used = {value.removeprefix("${{ inputs.").removesuffix(" }}") for value in step["env"].values()}
          assert used == set(action["inputs"]), used
      for hook in yaml.safe_load(open(sys.argv[2])):
          assert {"id", "name", "entry", "language", "files"} <= set(hook)
      """
    try Shell.run([
      "/usr/bin/python3", "-B", "-c", script, Repository.path("action.yml"),
      Repository.path(".pre-commit-hooks.yaml"),
    ])
  }

  private static func folder(of path: String) -> String {
    path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" }
  }
}
