import Foundation
import HostState
import Planning
import Testing

/// Every folder under `Cases` is a test: `observed.json` and `desired.json` (and, where drift
/// matters, `last-applied.json`) make `plan.txt`, `summary.txt` and `plan.json`.
///
/// `RECORD_GOLDEN=1` writes them anew.
@Suite("A plan between two hosts")
struct GoldenPlanTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases")
  static let cases: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()) ?? []

  @Test("reads as recorded", arguments: cases)
  func golden(name: String) throws {
    let folder = Self.folder.appending(path: name)
    let origins = [
      HostObjectID(NamespaceName(rawValue: "bw.lab.app"), .namespace):
        Origin(resource: "app", place: "lab.yaml:7:3")
    ]
    let plan = try Plan(
      from: try state(folder, "observed"), to: try state(folder, "desired"),
      lastApplied: try? state(folder, "last-applied"), origins: origins, toolVersion: "1.0.0")
    try expect(PlanText(plan).text, in: folder.appending(path: "plan.txt"))
    try expect(PlanText(summaryOf: plan).text, in: folder.appending(path: "summary.txt"))
    let json = try plan.json()
    try expect(String(decoding: json, as: UTF8.self), in: folder.appending(path: "plan.json"))
    #expect(try Plan(json: json) == plan)
  }

  @Test("there are cases")
  func notEmpty() { #expect(!Self.cases.isEmpty) }

  private func state(_ folder: URL, _ name: String) throws -> HostState {
    let data = try Data(contentsOf: folder.appending(path: "\(name).json"))
    return try JSONDecoder().decode(HostState.self, from: data)
  }

  private func expect(_ text: String, in file: URL) throws {
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
      try Data(text.utf8).write(to: file)
    }
    let recorded = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(text == recorded, "\(file.lastPathComponent)")
  }
}
