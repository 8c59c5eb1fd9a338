/// How plans are executed.
package struct ExecutionOptions: Sendable {
  /// Undo what was executed when an operation fails.
  package var rollsBack: Bool
  /// Undo what was executed when a signal comes: whoever has to confirm may have been cut off by it.
  package var takesBackInterrupted: Bool
  /// Go on after a failure: for destruction, which does what it can.
  package var keepsGoing: Bool
  /// Wait for the flows of deregistered targets before these are removed.
  package var drains: Bool
  /// How many operations are journaled and sent at most before interruption is looked at.
  package private(set) var batchSize: Int
  /// How many namespaces are worked on at once.
  package var threads: Int
  package private(set) var faults: InjectedFaults

  /// - Parameter faults: With some, operations are executed one by one.
  package init(
    rollsBack: Bool = true, takesBackInterrupted: Bool = false, keepsGoing: Bool = false,
    drains: Bool = true, batchSize: Int = 512, threads: Int = 2, faults: InjectedFaults = .none
  ) {
    precondition(batchSize > 0 && threads > 0)
    self.rollsBack = rollsBack
    self.takesBackInterrupted = takesBackInterrupted
    self.keepsGoing = keepsGoing
    self.drains = drains
    self.batchSize = faults.isStepwise ? 1 : batchSize
    self.threads = threads
    self.faults = faults
  }

  /// The same with failures on purpose.
  package func failing(by faults: InjectedFaults) -> ExecutionOptions {
    var options = self
    options.faults = faults
    if faults.isStepwise { options.batchSize = 1 }
    return options
  }
}
