import HostState
import Netlink
import Planning

/// Does the work of a batch of operations: a stage after the other, within a stage namespaces in
/// parallel, within a namespace in order.
struct BatchRunner {
  let connections: NamespaceConnections
  let threads: Int
  /// Errnos that are no failure while something is undone: it may not have been done.
  let tolerating: Set<Int32>

  /// What went wrong, by the operation's place in the batch.
  func run(_ work: [[[NamespaceWork]]]) throws(NetlinkError) -> [Int: String] {
    var failures: [Int: String] = [:]
    for stage in 0..<(work.map(\.count).max() ?? 0) {
      let pending = work.filter { $0.count > stage }.flatMap { $0[stage] }
        .filter { failures[$0.operation] == nil }
      let groups = Dictionary(grouping: pending, by: \.namespace)
        .sorted { $0.key < $1.key }
        .map(\.value)
      for outcome in try DedicatedThread.map(groups, threads: threads, run) {
        failures.merge(outcome) { first, _ in first }
      }
    }
    return failures
  }

  /// One namespace's work of a stage, on the current thread.
  private func run(_ group: [NamespaceWork]) -> [Int: String] {
    var failures: [Int: String] = [:]
    var start = 0
    var isInside = false
    while start < group.count {
      let work = group[start]
      switch work.step {
      case .anywhere(let body):
        failures[work.operation] = failures[work.operation] ?? body()
        isInside = false
        start += 1
      case .inside(let body):
        let failure = isInside ? nil : enter(work.namespace)
        isInside = isInside || failure == nil
        failures[work.operation] = failures[work.operation] ?? failure ?? body()
        start += 1
      case .requests:
        let end = group[start...].firstIndex { !$0.isRequests } ?? group.count
        for (operation, failure) in send(group[start..<end]) {
          failures[operation] = failures[operation] ?? failure
        }
        start = end
      }
    }
    return failures
  }

  private func enter(_ namespace: NamespaceName) -> String? {
    WorkPlanner.failure { try connections.connection(to: namespace.rawValue).namespace.enter() }
  }

  private func send(_ works: ArraySlice<NamespaceWork>) -> [Int: String] {
    guard let namespace = works.first?.namespace else { return [:] }
    let connection: NamespaceConnection
    do {
      connection = try connections.connection(to: namespace.rawValue)
    } catch {
      // What should be deleted in a namespace that is gone is gone with it.
      let failing = works.filter { !$0.tolerated.union(tolerating).contains(error.code) }
      return Dictionary(failing.map { ($0.operation, "\(error)") }, uniquingKeysWith: { $1 })
    }
    let requests = works.flatMap(\.requests)
    let owners = works.flatMap { work in work.requests.map { _ in work } }
    var failures: [Int: String] = [:]
    for (owner, outcome) in zip(owners, connection.execute(requests)) {
      guard case .failure(let error) = outcome,
        !owner.tolerated.union(tolerating).contains(error.code)
      else { continue }
      failures[owner.operation] = failures[owner.operation] ?? "\(error)"
    }
    return failures
  }
}

extension NamespaceWork {
  fileprivate var isRequests: Bool { if case .requests = step { true } else { false } }

  fileprivate var requests: [any NetlinkRequest] {
    if case .requests(let requests, _) = step { requests } else { [] }
  }

  fileprivate var tolerated: Set<Int32> {
    if case .requests(_, let codes) = step { codes } else { [] }
  }
}
