/// Why a plan from a file is not executed: something in it no planner makes.
package struct PlanFileError: Error, Hashable, CustomStringConvertible {
  package let description: String

  package init(description: String) { self.description = description }
}
