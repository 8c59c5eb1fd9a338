import HostState
import IPAddressing
import Netlink
import Observation
import Planning
import RunDirectory
import Testing

@testable import Execution

@Suite("The work of making links")
struct CreationWorkTests {
  private let port = LinkName(rawValue: "p-near")

  /// The requests that set a port up, in words, in a run that puts source checks at some ports.
  private func settings(checking checked: [LinkName]) throws -> [String] {
    let router = try #require(SmallHost.state.namespaces[SmallHost.router])
    let id = HostObjectID(SmallHost.router, .link(port))
    let made = Operation(
      phase: .links, action: .create,
      changes: [Change(id, before: nil, after: .link(try #require(router.links[port])))],
      reason: "test")
    let ports = try checked.map { name in
      SourceCheckDataPlane.Port(
        link: name, linkIndex: try #require(router.links[name]).index,
        macAddress: MACAddress(derivedFrom: "host"), addresses: [], checksAddresses: true)
    }
    let checks = Operation(
      phase: .dataPlanes, action: .create,
      changes: [
        Change(
          HostObjectID(SmallHost.router, .dataPlane), before: nil,
          after: .dataPlane(.sourceCheck(SourceCheckDataPlane(ports: ports))))
      ],
      reason: "test")
    let executor = Executor(
      runDirectory: RunDirectory(topology: SmallHost.topology),
      observe: { HostState(topology: SmallHost.topology) })
    var links = LinkTable()
    for (name, link) in router.links { links.insert(name, index: link.index) }
    let planner = WorkPlanner(
      topology: SmallHost.topology, connections: NamespaceConnections(),
      dataPlane: executor.dataPlane, model: [:], links: [SmallHost.router: links],
      checkedPorts: CheckedPorts(of: [made, checks]), anchor: nil, batch: [made], isUndoing: false)
    let steps = planner.work(for: made, at: 0).last ?? []
    return steps.flatMap { work -> [String] in
      guard case .requests(let requests, _) = work.step else { return [] }
      return requests.map { "\($0)" }
    }
  }

  @Test("A port that will check sources has its clsact before it is up")
  func checked() throws {
    let requests = try settings(checking: [port])
    let classifier = try #require(requests.firstIndex { $0.contains("clsact") })
    let up = try #require(requests.firstIndex { $0.hasSuffix(" up") })
    #expect(classifier < up)
  }

  @Test("Other ports have no clsact")
  func unchecked() throws {
    let requests = try settings(checking: [LinkName(rawValue: "near_")])
    #expect(!requests.isEmpty)
    #expect(!requests.contains { $0.contains("clsact") })
  }
}
