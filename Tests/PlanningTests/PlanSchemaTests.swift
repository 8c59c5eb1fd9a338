import Foundation
import TestSupport
import Testing

@Suite("The schema of plans")
struct PlanSchemaTests {
  private static let schema = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../schemas/plan.schema.json").path

  private func validate(_ files: [String]) throws {
    let program = """
      import json, sys, jsonschema
      validator = jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))
      for path in sys.argv[2:]: validator.validate(json.load(open(path)))
      """
    try Shell.run(["python3", "-c", program, Self.schema] + files)
  }

  @Test("holds for every recorded plan")
  func holds() throws {
    try validate(
      GoldenPlanTests.cases.map {
        GoldenPlanTests.folder.appending(path: "\($0)/plan.json").path
      })
  }

  @Test("refuses a plan with an operation of an unknown phase")
  func refuses() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "plan-\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let plan = GoldenPlanTests.folder.appending(path: "one route changes in place/plan.json")
    let text = String(decoding: try Data(contentsOf: plan), as: UTF8.self)
    let broken = text.replacing("\"phase\" : \"reroutes\"", with: "\"phase\" : \"root\"")
    #expect(broken != text)
    try Data(broken.utf8).write(to: file)
    #expect(throws: Shell.Failure.self) { try validate([file.path]) }
  }
}
