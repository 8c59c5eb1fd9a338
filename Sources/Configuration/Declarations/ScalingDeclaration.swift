/// An appliance group's `scaling`.
package struct ScalingDeclaration: Construct {
  package enum Metric: String, Hashable, Sendable, CaseIterable {
    case activeFlows = "active_flows"
    case bytes
    case packets
  }

  package var metric: Located<Metric>?
  package var target: Located<Int>?
  package var cooldown = Defaulted(300.0)

  package init() {}

  package static let noun = "a scaling policy"
  package static let documentation = "Target tracking: how many appliances a load needs."
  package static let fields: [Field<Self>] = [
    Field("metric", \.metric, .choice(), isRequired: true, "What is measured."),
    Field(
      "target", \.target, .integer(1...Int.max), isRequired: true,
      "The value per appliance that is aimed at: flows, bytes a second or packets a second."),
    Field(
      "cooldown", \.cooldown, .duration(0...86400), "The least time between two changes."),
  ]
}
