import HostState
import Planning

/// A stretch of a plan that is journaled, sent and judged in one go.
struct Batch {
  /// The place in the plan of the first operation.
  var first: Int
  var operations: ArraySlice<Operation>

  /// Cuts a plan into batches in which operations of different namespaces are independent.
  static func batches(of operations: [Operation], size: Int) -> [Batch] {
    var batches: [Batch] = []
    for (index, operation) in operations.enumerated() {
      if let last = batches.last, last.operations.count < size,
        let previous = last.operations.last, Kind(previous) == Kind(operation)
      {
        batches[batches.count - 1].operations = operations[last.first...index]
      } else {
        batches.append(Batch(first: index, operations: operations[index...index]))
      }
    }
    return batches
  }

  /// Of all its operations.
  var phase: Phase { operations[operations.startIndex].phase }

  var changesProcesses: Bool {
    operations.contains { if case .process = $0.object.kind { true } else { false } }
  }

  var deregistersTargets: Bool { operations.allSatisfy { $0.phase == .deregistration } }

  var isLinkDeletion: Bool {
    operations.allSatisfy { operation in
      if case .link = operation.object.kind { operation.changes[0].after == nil } else { false }
    }
  }

  /// Every operation failed, for the same reason.
  func failing(_ reason: String) -> [Int: String] {
    Dictionary(
      uniqueKeysWithValues: operations.indices.map { ($0 - operations.startIndex, reason) })
  }

  /// What may share a batch.
  private struct Kind: Equatable {
    var phase: Phase
    var part: Int

    init(_ operation: Operation) {
      phase = operation.phase
      let change = operation.changes[0]
      part =
        switch (operation.phase, operation.object.kind) {
        // New routes must all be there before a changed one may rely on them.
        case (.routes, _), (.reroutes, _): change.before == nil ? 0 : 1
        case (.release, .process): 0
        case (.release, .dataPlane): 1
        case (.release, .route): 2
        case (.release, .address), (.release, .neighbor): 3
        case (.release, .link): change.after == nil ? 5 : 4
        default: 6
        }
    }
  }
}
