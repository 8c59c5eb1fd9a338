import Foundation
import HostState
import TestSupport
import Testing

@testable import DataPlane

/// The agent and `apply` both decide which targets get new flows, one at a time.
@Suite struct TargetLockTests {
  private static let namespace = GatewayLoadBalancerLab.namespace

  @Test("Health is not written while the targets are being changed, and waits for its turn")
  func exclusion() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let health = try #require(try TargetHealth(lab.dataPlane, Self.namespace))
      let path = lab.dataPlane.lockPath(Self.namespace)
      do {
        let lock = try TargetLock(lab.dataPlane, Self.namespace, patience: 0)
        #expect(throws: DataPlaneError.busy(path: path)) { try health.set(healthySlots: [0]) }
        #expect(try health.healthySlots == [])
        _ = consume lock
      }
      try health.set(healthySlots: [0])
      #expect(try health.healthySlots == [0])
    }
  }

  @Test("The lock goes with a holder that is killed, and with its load balancer")
  func death() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      try lab.apply()
      let path = lab.dataPlane.lockPath(Self.namespace)
      // It says so once it has the lock, and is killed with it.
      try Shell.run("flock -n \(path) sh -c true")
      _ = try? Shell.run(["flock", "-n", path, "sh", "-c", "kill -9 $PPID; kill -9 $$"])
      let lock = try TargetLock(lab.dataPlane, Self.namespace, patience: 5)
      _ = consume lock
      try lab.inside { try lab.dataPlane.remove(from: Self.namespace) }
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test("However apply and agent take turns, no table names a target that is gone")
  func turns() async throws {
    try await KernelSandbox.run {
      let lab = try GatewayLoadBalancerLab()
      lab.state.crossZone = true
      try lab.apply()
      let health = try #require(try TargetHealth(lab.dataPlane, Self.namespace))
      let maps = try #require(
        try GatewayLoadBalancerMaps(pins: lab.dataPlane.pins(Self.namespace)))
      let (both, one) = (lab.state.targets, Array(lab.state.targets.prefix(1)))
      let agent = Agent(health)
      for round in 0..<12 {
        lab.state.targets = round % 2 == 0 ? one : both
        try lab.apply()
        agent.waitForTurn()
        let named = Set(try maps.maglev.table(zone: 0)).map { Int($0) }.sorted()
        #expect(named == lab.state.targets.map(\.slot))
      }
      try agent.stop()
    }
  }

  /// Publishes the same health over and over, on a thread of its own.
  private final class Agent: @unchecked Sendable {
    private let condition = NSCondition()
    private var turns = 0
    private var isStopped = false
    private var failure: (any Error)?
    private var hasEnded = false

    init(_ health: TargetHealth) {
      Thread.detachNewThread { [self] in
        while !condition.withLock({ isStopped }) {
          do {
            try health.set(healthySlots: [0, 1])
          } catch DataPlaneError.busy {
          } catch {
            condition.withLock { failure = error }
          }
          condition.withLock {
            turns += 1
            condition.broadcast()
          }
          // The lock is nobody's for a while: `apply` asks for it again and again.
          poll(nil, 0, 5)
        }
        condition.withLock {
          hasEnded = true
          condition.broadcast()
        }
      }
    }

    /// Until a whole publication began and ended after now.
    func waitForTurn() {
      condition.withLock {
        let target = turns + 2
        while turns < target { condition.wait() }
      }
    }

    func stop() throws {
      try condition.withLock {
        isStopped = true
        while !hasEnded { condition.wait() }
        if let failure { throw failure }
      }
    }
  }
}
