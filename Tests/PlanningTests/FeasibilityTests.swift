import Foundation
import HostState
import Planning
import Testing

@Suite("A plan from a file, of steps that no planner makes")
struct FeasibilityTests {
  private static let plan = GoldenPlanTests.folder
    .appending(path: "one route changes in place/plan.json")

  private func document(
    _ change: (inout [[String: Any]]) -> Void
  ) throws -> Data {
    let data = try Data(contentsOf: Self.plan)
    var plan = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    var operations = try #require(plan["operations"] as? [[String: Any]])
    change(&operations)
    plan["operations"] = operations
    return try JSONSerialization.data(withJSONObject: plan)
  }

  @Test("is read as it was written")
  func unchanged() throws {
    #expect(try Plan(json: try document { _ in }).operations.count == 1)
  }

  @Test("is refused when a step changes nothing")
  func nothing() throws {
    let data = try document { operations in
      let changes = operations[0]["changes"] as? [[String: Any]] ?? []
      operations[0]["changes"] = changes.map { ["object": $0["object"] ?? ""] }
    }
    let error = #expect(throws: PlanFileError.self) { try Plan(json: data) }
    #expect(error?.description.hasSuffix(": nothing is changed") == true)
  }

  @Test("is refused when a step does not go on from the one before it")
  func leap() throws {
    let data = try document { $0.append($0[0]) }
    let error = #expect(throws: PlanFileError.self) { try Plan(json: data) }
    #expect(error?.description.contains("does not go on") == true)
  }
}
