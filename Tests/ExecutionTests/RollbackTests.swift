import Execution
import Foundation
import HostState
import IPAddressing
import Planning
import RunDirectory
import StateStore
import TestSupport
import Testing

@Suite("Taking back, on the kernel")
struct RollbackTests {
  /// Something of every kind differs from `SmallHost.state`: added, changed in place, made anew, and
  /// gone.
  static var changed: HostState {
    var host = SmallHost.withMore(1)
    let eth0 = LinkName(rawValue: "eth0")
    host.namespaces[SmallHost.router]?.links[LinkName(rawValue: "b-near")]?.mtu = 1400
    host.namespaces[SmallHost.router]?.sysctls["net/ipv4/conf/default/rp_filter"] = "2"
    host.namespaces[SmallHost.router]?.routes.remove(
      RouteState(100, "10.2.0.0/24", .link(LinkName(rawValue: "p-far"))))
    host.namespaces[SmallHost.router]?.routes.insert(RouteState(100, "10.2.0.0/24", .blackhole))
    host.namespaces[SmallHost.router]?.routes.insert(RouteState(100, "10.9.0.0/24", .blackhole))
    // More than one change of the kernel's: the tables are switched.
    host.namespaces[SmallHost.router]?.routes.insert(
      RouteState(
        100, "10.5.0.0/16",
        .via(IPAddress(ipv4: 0x0a01_000a), LinkName(rawValue: "near"), onLink: true)))
    host.namespaces[SmallHost.router]?.routes.remove(
      RouteState(101, "10.1.0.0/24", .link(LinkName(rawValue: "near"))))
    host.namespaces[SmallHost.router]?.routes.insert(
      RouteState(
        101, "10.1.0.0/24",
        .via(IPAddress(ipv4: 0x0a01_000a), LinkName(rawValue: "near"), onLink: true)))
    host.namespaces[SmallHost.router]?.rules.insert(
      RuleState(family: .ipv4, preference: 100, inputLink: eth0, action: .lookup(table: 100)))
    host.namespaces[SmallHost.far]?.links[eth0]?.index = 30
    host.namespaces[SmallHost.near]?.nftables = [:]
    host.namespaces[SmallHost.near]?.addresses.insert(
      AddressState(link: eth0, address: IPAddress(ipv4: 0x0a01_000b), prefixLength: 24))
    return host
  }

  @Test("a change that is refused at any operation leaves the kernel as it was, to the last field")
  func everyOperation() async throws {
    try await KernelSandbox.run {
      let host = try TestHost()
      try host.apply(SmallHost.state)
      let operations = try host.plan(to: Self.changed).0.operations
      let count = operations.count
      #expect(count > 15)
      #expect(operations.contains { $0.phase == .switchRoutes })
      let before = try KernelDump()
      for number in 1...count {
        let faults = try #require(InjectedFaults("refuse@\(number)"))
        let error = #expect(throws: ExecutionError.self) {
          try host.apply(Self.changed, options: ExecutionOptions(faults: faults))
        }
        #expect(error?.rollback == .done, "at operation \(number)")
        let difference = try KernelDump().difference(from: before)
        #expect(difference == [], "at operation \(number): \(difference)")
        #expect(try host.store.lastRun()?.outcome == .rolledBack)
        #expect(try host.store.lastApplied()?.state == SmallHost.state)
      }
      try host.apply(Self.changed)
      #expect(try host.observe(knowing: Self.changed) == Self.changed)
    }
  }

  @Test("a first apply that is refused at any operation leaves nothing")
  func firstApply() async throws {
    try await KernelSandbox.run {
      let host = try TestHost()
      let count = try host.plan(to: SmallHost.state).0.operations.count
      for number in 1...count {
        let faults = try #require(InjectedFaults("refuse@\(number)"))
        #expect(throws: ExecutionError.self) {
          try host.apply(SmallHost.state, options: ExecutionOptions(faults: faults))
        }
        #expect(try host.leftovers == [], "at operation \(number)")
      }
    }
  }

  @Test("what is not confirmed is taken back, and not remembered")
  func unconfirmed() async throws {
    try await KernelSandbox.run {
      let host = try TestHost()
      defer { try? host.runDirectory.stopEverything(grace: 0.2) }
      try host.apply(SmallHost.state)
      let before = try KernelDump()
      let (plan, observed) = try host.plan(to: Self.changed)
      let executor = Executor(
        runDirectory: host.runDirectory, agentExecutable: BuiltProduct.bumpwire,
        observe: { try host.observe(knowing: Self.changed) })
      let error = #expect(throws: ExecutionError.self) {
        try executor.apply(
          plan, to: observed, store: host.store,
          confirmation: ConfirmationWait(within: 60) {
            #expect(((try? host.store.lastRun()) ?? nil)?.deadline ?? 0 > time(nil))
            #expect(((try? host.runDirectory.readDeadline()) ?? nil) != nil)
            // Nothing else needs one here.
            #expect(AgentClient(host.runDirectory).ping())
            return false
          })
      }
      guard case .unconfirmed(.done)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      let difference = try KernelDump().difference(from: before)
      #expect(difference == [], "\(difference)")
      #expect(try host.store.lastApplied()?.state == SmallHost.state)
      #expect(try host.runDirectory.readDeadline() == nil)
      #expect(!AgentClient(host.runDirectory).ping())
    }
  }

  @Test("faults are read, or refused as a whole")
  func spelling() {
    for text in [
      "refuse@1", "kill@2,undo-kill@3", "undo-refuse@1", "stop@9", "kill@begin",
      "kill@remember,refuse-half@3",
    ] {
      #expect(InjectedFaults(text)?.isEmpty == false, "\(text)")
    }
    for text in [
      "", "refuse", "refuse@", "refuse@0", "refuse@x", "refuse@begin", "explode@1",
      "refuse@1,,kill@2",
    ] {
      #expect(InjectedFaults(text) == nil, "\(text)")
    }
  }
}
