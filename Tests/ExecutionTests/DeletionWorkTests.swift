import HostState
import Netlink
import Planning
import RunDirectory
import Testing

@testable import Execution

@Suite("The work of deleting links")
struct DeletionWorkTests {
  private func work(_ before: HostObject?) -> [[[NamespaceWork]]] {
    let id = HostObjectID(SmallHost.near, .link(LinkName(rawValue: "eth0")))
    let operation = Operation(
      phase: .release, action: .delete, changes: [Change(id, before: before, after: nil)],
      reason: "test")
    let executor = Executor(
      runDirectory: RunDirectory(topology: SmallHost.topology),
      observe: { HostState(topology: SmallHost.topology) })
    let planner = WorkPlanner(
      topology: SmallHost.topology, connections: NamespaceConnections(),
      dataPlane: executor.dataPlane,
      model: [:], links: [:], checkedPorts: CheckedPorts(of: []), anchor: nil, batch: [operation],
      isUndoing: false)
    return planner.deletion(of: [operation])
  }

  @Test("of one that nothing is known of, is a failure and not nothing at all")
  func unknown() throws {
    let link = try #require(
      SmallHost.state.namespaces[SmallHost.near]?.links[LinkName(rawValue: "eth0")])
    guard case .requests? = work(.link(link)).first?.first?.first?.step,
      case .anywhere(let body)? = work(nil).first?.first?.first?.step
    else {
      Issue.record("other work")
      return
    }
    #expect(body() == "it is not known which link that was")
  }
}
