import Foundation
import TestSupport
import Testing

@Suite("The schema of plans")
struct PlanSchemaTests {
  private static let schema = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../schemas/plan.schema.json").path

  private static func validate(_ files: [String]) throws {
    let program = """
      import json, sys, jsonschema
      validator = jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))
      for path in sys.argv[2:]: validator.validate(json.load(open(path)))
      """
    try Shell.run(["python3", "-c", program, schema] + files)
  }

  static func validate(_ json: Data) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "plan-\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try json.write(to: file)
    try validate([file.path])
  }

  @Test("holds for every recorded plan")
  func holds() throws {
    try Self.validate(
      GoldenPlanTests.cases.map {
        GoldenPlanTests.folder.appending(path: "\($0)/plan.json").path
      })
  }

  @Test("refuses a plan with an operation of an unknown phase")
  func refuses() throws {
    let plan = GoldenPlanTests.folder.appending(path: "one route changes in place/plan.json")
    let text = String(decoding: try Data(contentsOf: plan), as: UTF8.self)
    let broken = text.replacing("\"phase\" : \"reroutes\"", with: "\"phase\" : \"root\"")
    #expect(broken != text)
    #expect(throws: Shell.Failure.self) { try Self.validate(Data(broken.utf8)) }
  }
}
