import FoundationEssentials
import HostState
import IPAddressing
import Logging
import RunDirectory
import Synchronization
import Testing

@testable import Agent

@Suite("Scaling by the agent")
struct AutoscalerTests {
  @Test("A load above the target is a decision, written down before it is carried out")
  func out() throws {
    try ScalingBench.run(members: 2) { bench in
      bench.meter.flows = [0: 150, 1: 150]
      bench.runOnce { bench.runs == 1 }
      let capacity = try #require(bench.capacity)
      #expect(capacity.members == 3 && capacity.inService == 3 && capacity.isPending)
      bench.become(members: 3)
      bench.finish(.done)
      #expect(bench.capacity?.isPending == false)
      #expect(bench.scaler.statuses.first?.inService == 3)
      #expect(bench.scaler.statuses.first?.draining == 0)
    }
  }

  @Test("Bytes and packets count by the second, whatever was carried before")
  func rates() throws {
    for metric in [GatewayLoadBalancerDataPlane.Scaling.Metric.bytes, .packets] {
      try ScalingBench.run(members: 1, metric: metric) { bench in
        bench.meter.carried = 1 << 40
        bench.runOnce { bench.meter.measurements >= 3 }
        #expect(bench.runs == 0)
        bench.meter.growth = 1 << 40
        bench.runOnce { bench.runs == 1 }
        #expect(bench.capacity?.inService == 5)
      }
    }
  }

  @Test("Members that go are drained first, and removed when their flows have ended")
  func drains() throws {
    try ScalingBench.run(members: 3) { bench in
      bench.meter.flows = [0: 10, 1: 10, 2: 10]
      bench.runOnce { bench.runs == 1 }
      #expect(bench.capacity?.members == 3)
      #expect(bench.capacity?.inService == 1)
      bench.become(members: 3, inService: 1)
      bench.finish(.done)
      // The last one keeps the one before it company.
      bench.meter.flows = [0: 10, 1: 0, 2: 10]
      let seen = bench.meter.measurements
      bench.runOnce { bench.meter.measurements >= seen + 3 }
      #expect(bench.runs == 1)
      bench.meter.flows = [0: 10, 1: 5, 2: 0]
      bench.runOnce { bench.runs == 2 }
      #expect(bench.capacity?.members == 2)
      bench.become(members: 2, inService: 1)
      bench.finish(.done)
      bench.meter.draining = 31  // of a delay of 30
      bench.runOnce { bench.runs == 3 }
      #expect(bench.capacity?.members == 1)
    }
  }

  @Test("A load that comes back keeps those that were to go")
  func comesBack() throws {
    try ScalingBench.run(members: 3) { bench in
      bench.meter.flows = [0: 1]
      bench.runOnce { bench.runs == 1 }
      bench.become(members: 3, inService: 1)
      bench.finish(.done)
      bench.meter.flows = [0: 250, 2: 10]
      bench.runOnce { bench.runs == 2 }
      #expect(bench.capacity?.inService == 3)
      #expect(bench.capacity?.members == 3)
    }
  }

  @Test("The dead are no capacity, and those that serve are not taken away for them")
  func health() throws {
    try ScalingBench.run(members: 3) { bench in
      bench.failed = [Meter.address(0)]
      bench.meter.flows = [1: 10]
      bench.runOnce { bench.runs == 1 }
      #expect(bench.capacity?.inService == 2)
      bench.become(members: 3, inService: 2)
      bench.finish(.done)
      bench.meter.flows = [1: 150]
      bench.runOnce { bench.runs == 2 }
      #expect(bench.capacity?.inService == 3)
      #expect(bench.scaler.statuses.first?.value == 150)
    }
  }

  @Test("Where all are dead, or one's load is not known, nothing is decided")
  func unknown() throws {
    try ScalingBench.run(members: 2) { bench in
      bench.failed = [Meter.address(0), Meter.address(1)]
      bench.meter.flows = [0: 900]
      bench.runOnce { bench.meter.measurements >= 3 }
      bench.failed = []
      bench.meter.unknown = 1
      let seen = bench.meter.measurements
      bench.runOnce { bench.meter.measurements >= seen + 3 }
      #expect(bench.runs == 0)
      bench.meter.unknown = nil
      bench.runOnce { bench.runs == 1 }
      #expect(bench.capacity?.inService == 5)
    }
  }

  @Test("What a killed agent had decided, the next one carries out")
  func succession() throws {
    try ScalingBench.run(members: 2) { bench in
      bench.meter.flows = [0: 300]
      bench.runOnce { bench.runs == 1 }
      let next = try bench.successor(members: 2)
      next.meter.flows = [:]
      next.runOnce { next.runs == 1 }
      #expect(next.capacity?.inService == 3)
      next.become(members: 3)
      next.finish(.done)
      #expect(next.capacity?.isPending == false)
    }
  }

  @Test("What is impossible is taken back and told of, so that it keeps nobody from applying")
  func refusal() throws {
    try ScalingBench.run(members: 2) { bench in
      bench.meter.flows = [0: 300]
      bench.runOnce { bench.runs == 1 }
      bench.finish(.refused("no room"))
      #expect(bench.capacity?.inService == 2)
      #expect(bench.capacity?.isPending == false)
      #expect(bench.scaler.problems == ["scaling: no room"])
    }
  }

  @Test("What cannot be written down is not carried out again and again")
  func unwritable() throws {
    try ScalingBench.run(members: 2) { bench in
      bench.meter.flows = [0: 300]
      bench.runOnce { bench.runs == 1 }
      try FileManager.default.removeItem(atPath: bench.runDirectory.capacities)
      try FileManager.default.createDirectory(
        atPath: bench.runDirectory.capacities, withIntermediateDirectories: false)
      bench.become(members: 3)
      bench.finish(.done)
      let end = MonotonicTime.now + 1
      bench.runOnce { .now > end }
      #expect(bench.runs == 1)
      #expect(bench.scaler.problems.first?.contains("a decision cannot be kept") == true)
    }
  }

  @Test("An edit of `desired` sets the size anew")
  func edit() throws {
    try ScalingBench.run(members: 2) { bench in
      bench.meter.flows = [0: 300]
      bench.runOnce { bench.runs == 1 }
      bench.become(members: 3)
      bench.finish(.done)
      bench.become(members: 4, desired: 4)
      #expect(bench.capacity == nil)
      #expect(bench.scaler.statuses.first?.wanted == 4)
    }
  }

  @Test("What somebody's apply has drained and removed is not made again")
  func othersDrain() throws {
    try ScalingBench.run(members: 4, inService: 2) { bench in
      bench.meter.flows = [0: 60, 1: 60, 2: 5]
      bench.runOnce { bench.runs == 1 }
      #expect(bench.capacity?.members == 3)
      bench.finish(.postponed)
      bench.become(members: 2)
      #expect(bench.capacity?.members == 2)
      #expect(bench.capacity?.isPending == false)
      let seen = bench.meter.measurements
      bench.runOnce { bench.meter.measurements >= seen + 2 }
      #expect(bench.runs == 1)
    }
  }

  @Test("Other limits than those of a decision bound it, and the load goes on to be measured")
  func limits() throws {
    try ScalingBench.run(members: 2) { bench in
      bench.meter.flows = [0: 450]
      bench.runOnce { bench.runs == 1 }
      bench.become(members: 5)
      bench.finish(.done)
      for (size, minimum, maximum) in [(3, 1, 3), (4, 4, 5)] {
        bench.meter.flows = [0: 250]
        bench.become(members: size, minimum: minimum, maximum: maximum)
        #expect(bench.capacity?.inService == size)
        let seen = bench.meter.measurements
        bench.runOnce { bench.meter.measurements >= seen + 2 }
        #expect(bench.runs == 1)
        #expect(bench.scaler.statuses.first?.wanted == size)
      }
    }
  }
}

/// An autoscaler of one group with a load, and runs, of the test's own.
private final class ScalingBench {
  let runDirectory: RunDirectory
  let loop = EventLoop()
  let meter = Meter()
  let metric: GatewayLoadBalancerDataPlane.Scaling.Metric
  private(set) var runs = 0
  /// The targets that do not serve.
  var failed: Set<IPAddress> = []
  private(set) lazy var scaler = Autoscaler(
    runDirectory, meter: meter, on: loop,
    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    failedTargets: { [unowned self] _ in failed }
  ) { [unowned self] _ in Run(self) }
  private var completion: ((OwnCommandOutcome) -> Void)?

  static func run(
    members: Int, inService: Int? = nil,
    metric: GatewayLoadBalancerDataPlane.Scaling.Metric = .activeFlows,
    _ body: (ScalingBench) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "scaling-\(UUID())").path
    // Others may not write to it, whatever the process's file mode mask.
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let runDirectory = RunDirectory(topology: "bench", base: folder)
    try runDirectory.create()
    let bench = ScalingBench(runDirectory, metric)
    bench.become(members: members, inService: inService)
    try body(bench)
  }

  private init(
    _ runDirectory: RunDirectory, _ metric: GatewayLoadBalancerDataPlane.Scaling.Metric
  ) {
    self.runDirectory = runDirectory
    self.metric = metric
  }

  /// The agent that comes after one that was killed.
  func successor(members: Int) throws -> ScalingBench {
    let next = ScalingBench(runDirectory, metric)
    next.become(members: members)
    return next
  }

  var capacity: GroupCapacity? { (try? runDirectory.readCapacities())?["group"] }

  /// Serves the loop until a condition holds, or ten seconds are over.
  func runOnce(until condition: @escaping () -> Bool) {
    let deadline = MonotonicTime.now + 10
    func look() {
      if condition() || .now > deadline { return loop.stop() }
      loop.after(0.01, look)
    }
    look()
    loop.run()
    if !condition() { Issue.record("it did not happen in time") }
  }

  func finish(_ outcome: OwnCommandOutcome) {
    completion?(outcome)
    completion = nil
  }

  /// Tells the autoscaler that the host has so many members.
  func become(
    members: Int, inService: Int? = nil, desired: Int = 2, minimum: Int = 1, maximum: Int = 5
  ) {
    let targets = (0..<members).map { slot in
      GatewayLoadBalancerDataPlane.Target(
        slot: slot, resource: "group[\(slot)]", address: Meter.address(slot), zone: 0,
        nextHopMACAddresses: [:], isDraining: slot >= inService ?? members)
    }
    let dataPlane = GatewayLoadBalancerDataPlane(
      endpoints: [], nodes: [], targets: targets, crossZone: false, stickiness: .fiveTuple,
      tcpIdleTimeout: 350, rebalances: false, deregistrationDelay: 30,
      healthCheck: HealthBench.check(.tcp),
      scaling: .init(
        group: "group", metric: metric, target: 100, cooldown: 0, minimum: minimum,
        desired: desired, maximum: maximum))
    scaler.update(
      AgentConfiguration(
        topology: "bench", stateDirectory: "/nowhere",
        namespaces: [
          Meter.namespace: .init(resource: "gwlb", dataPlane: .gatewayLoadBalancer(dataPlane))
        ]))
  }

  private final class Run: OwnCommand {
    private let bench: ScalingBench

    init(_ bench: ScalingBench) { self.bench = bench }

    func start(_ completion: @escaping (OwnCommandOutcome) -> Void) {
      bench.completion = completion
      bench.runs += 1
    }
  }
}

/// Loads that a test sets, by the target's slot.
private final class Meter: LoadMeter {
  static let namespace = NamespaceName(rawValue: "bw.bench.gwlb")

  private struct State {
    var flows: [Int: Int] = [:]
    var carried: UInt64 = 0
    var growth: UInt64 = 0
    var draining = 0.0
    var unknown: Int?
    var measurements = 0
  }

  private let state = Mutex(State())

  static func address(_ slot: Int) -> IPAddress { IPAddress(ipv4: 0x0a00_000a + UInt32(slot)) }

  var flows: [Int: Int] {
    get { state.withLock { $0.flows } }
    set { state.withLock { $0.flows = newValue } }
  }
  var carried: UInt64 {
    get { state.withLock { $0.carried } }
    set { state.withLock { $0.carried = newValue } }
  }
  /// With each measurement.
  var growth: UInt64 {
    get { state.withLock { $0.growth } }
    set { state.withLock { $0.growth = newValue } }
  }
  var draining: Double {
    get { state.withLock { $0.draining } }
    set { state.withLock { $0.draining = newValue } }
  }
  /// A target that is not told of.
  var unknown: Int? {
    get { state.withLock { $0.unknown } }
    set { state.withLock { $0.unknown = newValue } }
  }
  var measurements: Int { state.withLock { $0.measurements } }

  func measure(
    _ namespace: NamespaceName, countingFlows: Bool
  ) throws -> [IPAddress: TargetLoad] {
    state.withLock { state in
      state.measurements += 1
      state.carried += state.growth
      return Dictionary(
        uniqueKeysWithValues: (0..<8).filter { $0 != state.unknown }.map { slot in
          let load = TargetLoad(
            flows: countingFlows ? state.flows[slot] ?? 0 : 0, bytes: state.carried,
            packets: state.carried, draining: state.draining)
          return (Self.address(slot), load)
        })
    }
  }
}
