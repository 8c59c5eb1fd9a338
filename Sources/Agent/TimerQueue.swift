import RunDirectory

/// Actions by the time at which they are due: a binary heap, earliest first.
struct TimerQueue {
  struct ID: Hashable {
    fileprivate let number: UInt64
  }

  private struct Entry {
    let due: MonotonicTime
    let id: ID

    /// Equal times keep the order in which they were added.
    static func < (left: Entry, right: Entry) -> Bool {
      (left.due, left.id.number) < (right.due, right.id.number)
    }
  }

  private var heap: [Entry] = []
  private var actions: [ID: () -> Void] = [:]
  private var last: UInt64 = 0

  mutating func add(due: MonotonicTime, _ action: @escaping () -> Void) -> ID {
    last += 1
    let id = ID(number: last)
    actions[id] = action
    heap.append(Entry(due: due, id: id))
    var child = heap.count - 1
    while child > 0, heap[child] < heap[(child - 1) / 2] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
    return id
  }

  mutating func cancel(_ id: ID) { actions[id] = nil }

  /// When the next action is due, or nil without one.
  mutating func nextDue() -> MonotonicTime? {
    while let first = heap.first, actions[first.id] == nil { removeFirst() }
    return heap.first?.due
  }

  /// The next action that is due by `now`, taken out of the queue.
  mutating func popDue(by now: MonotonicTime) -> (() -> Void)? {
    guard let due = nextDue(), due <= now, let first = heap.first else { return nil }
    removeFirst()
    return actions.removeValue(forKey: first.id)
  }

  private mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var smallest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if heap[child] < heap[smallest] { smallest = child }
      }
      if smallest == parent { return }
      heap.swapAt(parent, smallest)
      parent = smallest
    }
  }
}
