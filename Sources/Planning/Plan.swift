package import HostState

/// What turns an observed host into a desired one: ordered, immutable, readable on any host.
///
/// The same inputs give the same plan and the same bytes. Execution makes no choices of its own.
package struct Plan: Hashable, Sendable {
  package let topology: String
  /// What the desired state was made from; nil for a plan to nothing.
  package let source: PlanSource?
  /// The version of the tool that made the plan.
  package let toolVersion: String
  private let start: StateFingerprint
  /// Of what was remembered of the topology when the plan was made; nil where nobody asked.
  package let rememberedFingerprint: String?
  package let operations: [Operation]
  /// Choices to be kept with what is applied, such as a resource's address; nil to leave those that
  /// are.
  package let assignments: [String: String]?

  /// - Parameters:
  ///   - lastApplied: what the last apply left, to tell drift from intent; nil if unknown.
  ///   - remembered: the fingerprint of all that is remembered, for a plan that is to be saved.
  ///   - origins: where desired objects come from.
  ///   - unfinished: what a run has begun that has not come to its end, `NAMESPACE LABEL` each.
  ///   - drains: whether those who carry it out wait for the flows of targets that go.
  /// - Throws: when no kernel can hold `desired`, or the two states are of different topologies.
  package init(
    from observed: HostState, to desired: HostState, lastApplied: HostState? = nil,
    remembered: String? = nil, origins: [HostObjectID: Origin] = [:],
    unfinished: Set<String> = [], source: PlanSource? = nil,
    assignments: [String: String]? = nil, drains: Bool = true, toolVersion: String
  ) throws(PlanningError) {
    var planner = try Planner(
      from: observed, to: desired, lastApplied: lastApplied, origins: origins,
      unfinished: unfinished, drains: drains)
    topology = desired.topology
    self.source = source
    self.toolVersion = toolVersion
    start = .of(observed)
    rememberedFingerprint = remembered
    operations = try planner.plan()
    self.assignments = assignments
  }

  init(
    topology: String, source: PlanSource?, toolVersion: String, observedFingerprint: String,
    rememberedFingerprint: String?, operations: [Operation], assignments: [String: String]?
  ) {
    self.topology = topology
    self.source = source
    self.toolVersion = toolVersion
    start = .known(observedFingerprint)
    self.rememberedFingerprint = rememberedFingerprint
    self.operations = operations
    self.assignments = assignments
  }

  /// Of the observed state that the plan starts from.
  package var observedFingerprint: String { start.text }

  package var isEmpty: Bool { operations.isEmpty }
}
