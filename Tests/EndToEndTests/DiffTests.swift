import Foundation
import TestSupport
import Testing

/// `bumpwire diff` as people and CI systems call it.
@Suite("The diff command")
struct DiffTests {
  private static let correct = Repository.path(
    "examples/architectures/b-distributed/topology.yaml")

  /// The network as it was, and with an edge route too few.
  private func topologies() throws -> Folder {
    let folder = try Folder()
    let text = try String(contentsOfFile: Self.correct, encoding: .utf8)
    _ = try folder.write(Data(text.utf8), to: "old.yaml")
    _ = try folder.write(
      Data(
        text.replacing(
          "subnet/app: gwlb_endpoint/e@zone", with: "subnet/app-a: gwlb_endpoint/e-a"
        ).utf8),
      to: "new.yaml")
    return folder
  }

  private func shell(_ script: String, in folder: Folder) throws -> CommandResult {
    try RunningCommand(
      ["/bin/bash", "-c", script, "bash", Bumpwire.executable], directory: folder.path
    ).wait()
  }

  @Test("ends with 0; with --exit-code with 2 when something changes, and with 0 when nothing does")
  func exitCodes() throws {
    let folder = try topologies()
    func status(_ arguments: String...) throws -> Int32? {
      try Bumpwire.run(["diff"] + arguments, directory: folder.path).status
    }
    #expect(try status("old.yaml", "new.yaml") == 0)
    #expect(try status("--exit-code", "old.yaml", "new.yaml") == 2)
    #expect(try status("--exit-code", "old.yaml", "old.yaml") == 0)
    #expect(try status("old.yaml", "nowhere.yaml") == 65)
    #expect(try status("-", "-") == 64)
    #expect(try status("old.yaml") == 64)
  }

  @Test("takes pipes, as a shell's process substitution makes them, and standard input")
  func pipes() throws {
    let folder = try topologies()
    let substituted = try shell("\"$1\" diff <(cat old.yaml) <(cat new.yaml)", in: folder)
    #expect(substituted.status == 0, "\(substituted)")
    #expect(substituted.output.contains("became-asymmetric"), "\(substituted)")
    #expect(substituted.output.contains("<old>:"), "\(substituted)")
    #expect(substituted.output.contains("<new>:"), "\(substituted)")
    let input = try shell("\"$1\" diff --exit-code - new.yaml < old.yaml", in: folder)
    #expect(input.status == 2, "\(input)")
    #expect(input.output.contains("new.yaml:"), "\(input)")
    let endless = try shell("\"$1\" diff /dev/zero new.yaml", in: folder)
    #expect(endless.status == 65, "\(endless)")
  }

  @Test("a pipe's includes are looked for beside the other file")
  func includes() throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/network", withIntermediateDirectories: true)
    let text = try String(contentsOfFile: Self.correct, encoding: .utf8)
    let parts = text.split(separator: "\ninspection:\n")
    _ = try folder.write(
      Data("\(parts[0])\ninclude: [intents.yaml]\n".utf8), to: "network/topology.yaml")
    _ = try folder.write(Data("inspection:\n\(parts[1])".utf8), to: "network/intents.yaml")
    let result = try shell(
      "\"$1\" diff --exit-code <(cat network/topology.yaml) network/topology.yaml", in: folder)
    #expect(result.status == 0, "\(result)")
    #expect(result.output.hasPrefix("No changes: "), "\(result)")
  }

  @Test("JSON is JSON even when a file is no topology")
  func json() throws {
    let folder = try topologies()
    _ = try folder.write(Data("bumpwire: 1\nname: x\nzone: [a]\n".utf8), to: "wrong.yaml")
    for (files, status) in [(["old.yaml", "new.yaml"], 0), (["old.yaml", "wrong.yaml"], 65)] {
      let result = try Bumpwire.run(
        ["diff", "--format", "json"] + files, directory: folder.path)
      #expect(result.status == Int32(status))
      _ = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    }
  }

  @Test("SARIF, JUnit XML and GitHub's annotations name the kind and the new file's line")
  func reports() throws {
    let folder = try topologies()
    let line = try String(contentsOfFile: "\(folder.path)/new.yaml", encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
      .firstIndex { $0.contains("edge:") }.map { $0 + 1 }
    for format in ["sarif", "junit", "github"] {
      let result = try Bumpwire.run(
        ["diff", "--format", format, "old.yaml", "new.yaml"], directory: folder.path,
        environment: ["GITHUB_STEP_SUMMARY": "\(folder.path)/summary.md"])
      #expect(result.status == 0, "\(result)")
      let report = "\(folder.path)/report"
      try Data(result.output.utf8).write(to: URL(filePath: report))
      let script = Repository.path("Tests/EndToEndTests/Reports/reports.py")
      let items = try Shell.run(["/usr/bin/python3", "-B", script, format, report])
      #expect(items.contains("\"became-asymmetric\""), "\(format): \(items)")
      #expect(items.contains("\"line\": \(line ?? 0)"), "\(format): \(items)")
    }
    let summary = try String(contentsOfFile: "\(folder.path)/summary.md", encoding: .utf8)
    #expect(summary.hasPrefix("### ⚠️ `new.yaml`: 1 pair becomes asymmetric"), "\(summary)")
  }

  @Test("the action's script compares with a revision, and writes the comment")
  func action() throws {
    let folder = try topologies()
    let script = """
      git init -q . && cp old.yaml topology.yaml && git add topology.yaml &&
      git -c user.name=a -c user.email=a@b commit -qm x && cp new.yaml topology.yaml &&
      PATH=$(dirname "$1"):$PATH FILES=topology.yaml BASE=HEAD DIFF=diff.md \(Repository.path(".ci/validate"))
      """
    let result = try shell(script, in: folder)
    #expect(result.status == 1, "\(result)")
    #expect(result.output.contains("became-asymmetric"), "\(result)")
    #expect(result.output.contains("edge-table-missing"), "\(result)")
    let comment = try String(contentsOfFile: "\(folder.path)/diff.md", encoding: .utf8)
    #expect(comment.hasPrefix("### ⚠️ `topology.yaml`: "), "\(comment)")
  }
}
