import FoundationEssentials
import HostState
import IPAddressing
import Planning
import TestSupport
import Testing

@Suite("A plan, whatever the two states")
struct PlanPropertyTests {
  static let seeds: [UInt64] = Array(0..<150)

  private func states(_ seed: UInt64) -> (HostState, HostState) {
    var random = RandomHost(seed: seed)
    return (random.next(), random.next())
  }

  private func plan(_ observed: HostState, _ desired: HostState) throws -> Plan {
    try Plan(from: observed, to: desired, toolVersion: "test")
  }

  @Test("leads from the one to the other", arguments: seeds)
  func leadsThere(seed: UInt64) throws {
    let (observed, desired) = states(seed)
    let result = observed.applying(try plan(observed, desired).operations)
    #expect(StateDiff(from: result, to: desired).changes == [])
  }

  @Test("is empty between equal states, and only then", arguments: seeds)
  func emptyWhenEqual(seed: UInt64) throws {
    let (observed, desired) = states(seed)
    #expect(try plan(observed, observed).isEmpty)
    #expect(
      try plan(observed, desired).isEmpty == StateDiff(from: observed, to: desired).isEmpty)
  }

  @Test("is undone by the inverses of what was executed, from any point", arguments: seeds)
  func undone(seed: UInt64) throws {
    let (observed, desired) = states(seed)
    let operations = try plan(observed, desired).operations
    let firstDeletion =
      operations.firstIndex { $0.phase == .removeNamespaces } ?? operations.count
    for count in [0, operations.count / 3, firstDeletion, operations.count] {
      let executed = Array(operations.prefix(count))
      let inverses = try Plan.undoing(executed, topology: RandomHost.topology)
      let back = observed.applying(executed).applying(inverses)
      #expect(StateDiff(from: back, to: observed).changes == [], "after \(count) operations")
    }
  }

  @Test("records before each change what is there", arguments: seeds)
  func recordsBefore(seed: UInt64) throws {
    let (observed, desired) = states(seed)
    var objects = observed.objects
    for change in try plan(observed, desired).operations.flatMap(\.changes) {
      #expect(change.before == objects[change.object])
      objects[change.object] = change.after
    }
  }

  @Test("goes through its phases in order", arguments: seeds)
  func ordered(seed: UInt64) throws {
    let (observed, desired) = states(seed)
    let phases = try plan(observed, desired).operations.map(\.phase)
    #expect(phases == phases.sorted())
  }

  @Test("survives its JSON byte for byte", arguments: seeds.prefix(30))
  func json(seed: UInt64) throws {
    let (observed, desired) = states(seed)
    let original = try plan(observed, desired)
    let data = try original.json()
    let copy = try Plan(json: data)
    #expect(copy == original)
    #expect(try copy.json() == data)
    #expect(try plan(observed, desired).json() == data)
  }

  @Test("never lets a link, address or route hang on a link that is not there", arguments: seeds)
  func consistentThroughout(seed: UInt64) throws {
    let (observed, desired) = states(seed)
    var objects = observed.objects
    for operation in try plan(observed, desired).operations {
      for change in operation.changes { objects[change.object] = change.after }
      guard operation.phase < .removeNamespaces else { break }
      for (id, object) in objects {
        let needed = Self.links(id, object).map { HostObjectID(id.namespace, .link($0)) }
        #expect(needed.allSatisfy { objects[$0] != nil }, "\(id.label) after \(operation)")
      }
    }
  }

  private static func links(_ id: HostObjectID, _ object: HostObject) -> [LinkName] {
    switch (id.kind, object) {
    case (.address(let link, _), _), (.neighbor(let link, _), _): [link]
    case (_, .route(let action, _)): action.link.map { [$0] } ?? []
    case (_, .link(let state)): state.master.map { [$0] } ?? []
    case (_, .dataPlane(let state)): Array(state.links)
    default: []
    }
  }
}
