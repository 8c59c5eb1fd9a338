import Foundation
import TestSupport
import Testing

/// What happens to Topologies/campaign while its flows go on, and which losses that explains.
final class FailureCampaign {
  enum Event: String, CaseIterable {
    /// The process dies, and the agent starts another.
    case kill
    /// It is stopped for a moment, shorter than health checks notice.
    case pause
    /// It is stopped until its health checks have failed.
    case hang
    /// Its cable is pulled until its health checks have failed.
    case unplug
    /// Its cable is pulled and put back several times.
    case flap
    /// It answers health checks too late, and returns packets as before.
    case slow
    /// The group shrinks by one and grows again.
    case shrink
    /// The group grows by one and shrinks again.
    case grow
    /// The agent dies, and `apply` starts another.
    case killAgent
    /// The process dies while there is no agent, which the next one starts again.
    case killUnattended
    /// Two processes die at once.
    case killTwo
  }

  /// A stretch of time in which the flows of some appliances may lose packets.
  private struct Disturbance {
    let event: Event
    let begin: Double
    let end: Double
    let appliances: [String]
    /// By source port: the flows that were with it.
    let ports: Set<Int>
  }

  struct Report: Decodable {
    struct Flow: Decodable {
      var port: Int
      var sent: Int
      var lost: [Double]
    }

    struct Connection: Decodable {
      var port: Int
      var sent: Int
      var error: String?
      /// A line was sent that nobody answered, to the end.
      var isWaiting: Bool

      private enum CodingKeys: String, CodingKey {
        case port, sent, error
        case isWaiting = "is_waiting"
      }

      var isBroken: Bool { error != nil || sent == 0 || isWaiting }
    }

    var flows: [Flow]
    var connections: [Connection]
  }

  struct Outcome {
    var report: Report
    /// Datagrams that were lost though nothing had happened to their appliance.
    var unexplained: [(port: Int, time: Double)]
    var explained: Int
    /// Flows that were with an appliance when something happened to it.
    var affected: Int
    /// Flows that an event left with another appliance.
    var moved: Int
  }

  static let name = "campaign"
  static let address = "203.0.113.20"
  static let flowCount = 48
  static let connectionCount = 16

  private let lab: Lab
  private let rebalances: Bool
  private var disturbances: [Disturbance] = []
  private var moved = 0

  init(_ lab: Lab, rebalances: Bool) throws {
    self.lab = lab
    self.rebalances = rebalances
    try lab.apply(try topology(size: 4))
    try waitUntilHealthy("apply")
  }

  /// Runs events under load, one after another.
  ///
  /// - Parameter numbers: picks the appliance of each.
  func run(_ events: [Event], _ numbers: inout SplitMix64) throws -> Outcome {
    let load = try RunningCommand(
      [
        "/usr/bin/python3", "-B", programs + "/load.py", Self.address, "\(Self.flowCount)",
        "\(Self.connectionCount)", "20",
      ], in: "bw.\(Self.name).internet.client")
    let total = Self.flowCount + Self.connectionCount
    let isRunning = try eventually(within: 30) { try appliances().count == total }
    #expect(isRunning, "\(load.errorText)")
    for event in events {
      try run(event, on: Int.random(in: 0..<4, using: &numbers))
    }
    load.send(SIGTERM)
    let result = load.wait(seconds: 200)
    try #require(result.status == 0, "\(result)")
    return outcome(try JSONDecoder().decode(Report.self, from: Data(result.lastLine.utf8)))
  }

  private func outcome(_ report: Report) -> Outcome {
    var (unexplained, explained): ([(port: Int, time: Double)], Int) = ([], 0)
    for flow in report.flows {
      for time in flow.lost {
        let isExplained = disturbances.contains {
          $0.ports.contains(flow.port) && ($0.begin...$0.end).contains(time)
        }
        explained += isExplained ? 1 : 0
        if !isExplained { unexplained.append((flow.port, time)) }
      }
    }
    return Outcome(
      report: report, unexplained: unexplained, explained: explained,
      affected: disturbances.reduce(0) { $0 + $1.ports.count }, moved: moved)
  }

  /// What happened when and to which appliance, for a failure's message.
  var history: String {
    disturbances.map {
      "\($0.event) \($0.begin)...\($0.end) \($0.appliances.joined(separator: " ")) \($0.ports.count) flows"
    }.joined(separator: "\n")
  }

  private func run(_ event: Event, on number: Int) throws {
    let number = event == .shrink ? 3 : number
    let resource = Self.resource(number)
    let other = (number + 1) % 4
    let before = try appliances()
    let begin = Self.now
    switch event {
    case .kill:
      let pid = try pid(resource)
      kill(pid, SIGKILL)
      #expect(try eventually(within: 30) { try self.pid(resource) != pid })
      try waitUntilAnswering(number)
    case .pause:
      let pid = try pid(resource)
      kill(pid, SIGSTOP)
      usleep(700_000)
      kill(pid, SIGCONT)
    case .hang:
      let pid = try pid(resource)
      kill(pid, SIGSTOP)
      try waitUntilFailed(resource)
      kill(pid, SIGCONT)
    case .unplug:
      try plug(number, "down")
      try waitUntilFailed(resource)
      try plug(number, "up")
    case .flap:
      for _ in 0..<5 {
        try plug(number, "down")
        usleep(100_000)
        try plug(number, "up")
        usleep(100_000)
      }
    case .slow:
      try lab.write("10", to: "slow")
      let file = "\(folder(number))/slow"
      try FileManager.default.copyItem(atPath: "\(lab.folder)/slow", toPath: file)
      try waitUntilFailed(resource)
      try FileManager.default.removeItem(atPath: file)
    case .shrink:
      try lab.apply(try topology(size: 3))
      if rebalances { try expectNobody(at: resource) }
      try lab.apply(try topology(size: 4))
      try waitUntilAnswering(number)
    case .grow:
      try lab.apply(try topology(size: 5))
      try lab.apply(try topology(size: 4))
    case .killAgent:
      kill(try #require(try lab.status(Self.name).agent.pid), SIGKILL)
      #expect(try eventually(within: 10) { try lab.status(Self.name).agent.state == "down" })
      try lab.apply(try topology(size: 4))
    case .killUnattended:
      let pid = try pid(resource)
      kill(try #require(try lab.status(Self.name).agent.pid), SIGKILL)
      #expect(try eventually(within: 10) { try lab.status(Self.name).agent.state == "down" })
      kill(pid, SIGKILL)
      try lab.apply(try topology(size: 4))
      try waitUntilAnswering(number)
    case .killTwo:
      let pids = [try pid(resource), try pid(Self.resource(other))]
      for pid in pids { kill(pid, SIGKILL) }
      for (number, pid) in zip([number, other], pids) {
        #expect(try eventually(within: 30) { try self.pid(Self.resource(number)) != pid })
        try waitUntilAnswering(number)
      }
    }
    // What is on its way now is still this event's.
    let end = Self.now + 0.3
    try waitUntilHealthy("\(event)")
    let after = try appliances()
    moved += before.filter { $0.value != after[$0.key] }.count
    // Being slow, growing and the agent's death are nobody's reason to lose anything.
    let disturbs = ![.slow, .grow, .killAgent].contains(event)
    let failing = [resource] + (event == .killTwo ? [Self.resource(other)] : [])
    let ports = Set(before.filter { failing.contains($0.value) }.map(\.key))
    disturbances.append(
      Disturbance(
        event: event, begin: begin, end: end, appliances: disturbs ? failing : [],
        ports: disturbs ? ports : []))
  }

  private static func resource(_ number: Int) -> String {
    "security/appliance_group/appliances[\(number)]"
  }

  /// Until its health checks have failed and its flows are where they should be.
  private func waitUntilFailed(_ resource: String) throws {
    let isUnhealthy = try eventually(within: 60) {
      try lab.status(Self.name).targets.contains {
        $0.resource == resource && $0.health == "unhealthy"
      }
    }
    #expect(isUnhealthy, "\(resource)")
    if rebalances { try expectNobody(at: resource) }
  }

  private func expectNobody(at resource: String) throws {
    // A connection that waits for its next retransmission moves with it.
    let isLeft = try eventually(within: 30) {
      try !appliances().contains { $0.value == resource && $0.key < 30_000 }
    }
    #expect(isLeft, "flows stay with \(resource)")
  }

  private func waitUntilHealthy(_ reason: String) throws {
    var targets: [StatusDocument.Target] = []
    let areHealthy = try eventually(within: 60) {
      targets = try lab.status(Self.name).targets
      return targets.count == 4 && targets.allSatisfy { $0.health == "healthy" }
    }
    try #require(areHealthy, "after \(reason): \(targets)")
  }

  private func waitUntilAnswering(_ number: Int) throws {
    let namespace = "bw.\(Self.name).security.appliance_group.appliances.\(number)"
    let client = Client(namespace: namespace)
    let isAnswering = eventually(within: 30) {
      (try? client.connect(to: "127.0.0.1", port: 80, seconds: 1)) != nil
    }
    #expect(isAnswering)
  }

  /// Of each flow, by its source port.
  private func appliances() throws -> [Int: String] {
    let result = try Bumpwire.run("flows", Self.name, "--port", "7", "--format", "json")
    try #require(result.status == 0, "\(result)")
    let flows = try JSONDecoder().decode(FlowsDocument.self, from: Data(result.output.utf8)).flows
    return Dictionary(flows.map { ($0.sourcePort, $0.appliance) }, uniquingKeysWith: { $1 })
  }

  private func pid(_ resource: String) throws -> Int32 {
    var pid: Int32?
    _ = try eventually(within: 30) {
      pid = try lab.status(Self.name).processes.first {
        $0.resource == resource && $0.state == "running"
      }?.pid
      return pid != nil
    }
    return try #require(pid)
  }

  private func plug(_ number: Int, _ state: String) throws {
    try Shell.run("ip -n bw.\(Self.name).security link set a-appliances-\(number) \(state)")
  }

  private func folder(_ number: Int) -> String {
    "/run/bumpwire/\(Self.name)/processes/security.appliance_group.appliances.\(number)/main"
  }

  private var programs: String { Repository.path("Tests/EndToEndTests/Topologies/campaign") }

  private func topology(size: Int) throws -> String {
    try lab.topology(
      "Tests/EndToEndTests/Topologies/campaign",
      changing: [
        ("PROGRAMS", programs), ("desired: 4", "desired: \(size)"),
        ("no_rebalance", rebalances ? "rebalance" : "no_rebalance"),
      ], as: "size-\(size).yaml")
  }

  /// CLOCK_MONOTONIC, as the load sees it.
  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
