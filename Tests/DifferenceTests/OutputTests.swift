import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import Difference

@Suite("A difference is written for people, programs and CI systems")
struct OutputTests {
  private static let past = Networks.edited(
    Networks.hub,
    [
      "spokes:    { routes: { 0.0.0.0/0: attachment/inspection } }":
        "spokes:    { routes: { 0.0.0.0/0: attachment/inspection, 10.1.0.0/16: attachment/left, 10.2.0.0/16: attachment/right } }"
    ])

  @Test("JSON holds to its schema, with flows, without, and for a hundred edits")
  func schema() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "diff-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let texts =
      [Networks.hub, Self.past]
      + BehaviourTests.edits.map { edit in
        edit.edits.reduce(Networks.hub) { $0.replacing($1.0, with: $1.1) }
      }
    var files: [String] = []
    for (index, text) in texts.enumerated() {
      for (direction, pair) in [(Networks.hub, text), (text, Networks.hub)].enumerated() {
        let file = folder.appending(path: "\(index)-\(direction).json")
        let report = try Networks.report(pair.0, pair.1)
        try Data(report.json(toolVersion: "0").prettyText.utf8).write(to: file)
        files.append(file.path)
      }
    }
    let schema = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../schemas/diff.schema.json").path
    let program = """
      import json, sys, jsonschema
      validator = jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))
      for path in sys.argv[2:]: validator.validate(json.load(open(path)))
      """
    try Shell.run(["python3", "-c", program, schema] + files)
  }

  @Test("the first lines of a comment say how many pairs lose inspection, and where")
  func markdown() throws {
    let report = try Networks.report(Networks.hub, Self.past)
    let text = DifferenceMarkdown().text(report, of: "new.yaml")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first == "### ⚠️ `new.yaml`: 4 pairs lose inspection")
    #expect(text.contains("| **inspection-lost** | 4 | fewer services see the flow |"))
    #expect(
      text.contains(
        "**inspection-lost** (4 pairs): `left/subnet/app-a` reaches `right/subnet/app-a` uninspected"
      ))
    #expect(
      text.contains(
        "> `transit_gateway/hub/route_table/spokes`: `0.0.0.0/0 -> transit_gateway/hub/attachment/inspection` (`old.yaml:"
      ), "\(text)")
    #expect(text.contains("<details><summary>2 resource changes</summary>\n\n```diff\n+ "))
  }

  @Test("a comment never outgrows what GitHub takes, and says what it leaves out")
  func limit() throws {
    let report = try Networks.report(Networks.hub, Self.past)
    let text = DifferenceMarkdown().text(report, of: "new.yaml", most: 1200)
    #expect(text.utf8.count <= 1200)
    #expect(text.contains("… and 1 more that have no room here."))
  }

  @Test("names that are made to confuse stay text in a comment")
  func hostile() throws {
    let report = try Networks.report(Networks.hub, Self.past)
    let text = DifferenceMarkdown().text(report, of: "a`</details>@all\u{202e}.yaml")
    #expect(text.hasPrefix("### ⚠️ ``a`</details>@all\\u{202e}.yaml``: 4 pairs"))
  }

  @Test("CI systems get an item a cause, at the new file's line")
  func checks() throws {
    let subject = try Networks.report(Networks.hub, Self.past).subject("new.yaml")
    #expect(subject.items.map(\.diagnostic.id) == [.inspectionLost])
    #expect(subject.items.map(\.pairs) == [4])
    #expect(subject.items[0].diagnostic.range?.file == "new.yaml")
    #expect(subject.items[0].diagnostic.severity == .warning)
    #expect(subject.items[0].paths.count == 2)
    #expect(
      subject.conclusion == [
        "Resources: 2 added, 0 changed, 0 removed", "6 pairs compared: 4 pairs lose inspection",
      ])
  }

  @Test("every kind of change has one id, under which it is explained")
  func ids() {
    for category in ChangeCategory.allCases { #expect(category.id.rawValue == category.rawValue) }
  }
}
