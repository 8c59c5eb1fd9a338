import FoundationEssentials
import Glibc
import HostState
import Logging
import RunDirectory
import Testing

@testable import Agent

@Suite struct DecisionTests {
  private static let check = GatewayLoadBalancerDataPlane.HealthCheck(
    protocol: .tcp, port: 80, path: "/", interval: 10, timeout: 5, healthyThreshold: 3,
    unhealthyThreshold: 2)

  /// The states after each result: `+` success, `-` failure, `?` inconclusive.
  private static func states(_ results: String) -> [TargetHealthState] {
    var health = ProbedHealth(registered: 0)
    return results.enumerated().map { index, letter in
      let result: ProbeResult =
        switch letter {
        case "+": .success
        case "-": .failure("no")
        default: .inconclusive("?")
        }
      _ = health.record(result, by: check, at: Double(index))
      return health.state
    }
  }

  @Test("The first success makes a new target healthy, the threshold of failures unhealthy")
  func registration() {
    #expect(Self.states("+") == [.healthy])
    #expect(Self.states("-+") == [.initial, .healthy])
    #expect(Self.states("--") == [.initial, .unhealthy])
  }

  @Test("Only results in a row count, and those that say nothing break no row")
  func thresholds() {
    #expect(Self.states("+-+-+").last == .healthy)
    #expect(Self.states("+-?-").last == .unhealthy)
    #expect(Self.states("--++-++").last == .unhealthy)
    #expect(Self.states("--+++").last == .healthy)
    #expect(Self.states("--++?+").last == .healthy)
  }

  @Test("A change is told once, with its time")
  func changes() {
    var health = ProbedHealth(registered: 1)
    let results: [(ProbeResult, Bool)] = [
      (.success, true), (.success, false), (.failure("a"), false), (.failure("b"), true),
      (.failure("c"), false),
    ]
    for (index, (result, isChange)) in results.enumerated() {
      let told = health.record(result, by: Self.check, at: Double(index + 2))
      #expect(told == isChange)
    }
    #expect(health.reason == "c")
    #expect(health.since == 5)
  }

  @Test("What of a process changed decides how it takes it over")
  func processChange() {
    let old = ProcessState(arguments: ["a"], files: ["f": "1"], reloadSignal: SIGHUP)
    var new = old
    #expect(ProcessChange(from: old, to: new) == .none)
    new.files = ["f": "2"]
    #expect(ProcessChange(from: old, to: new) == .reload(signal: SIGHUP))
    new.reloadSignal = nil
    #expect(ProcessChange(from: old, to: new) == .restart)
    new.files = old.files
    #expect(ProcessChange(from: old, to: new) == .none)
    new.arguments = ["b"]
    #expect(ProcessChange(from: old, to: new) == .restart)
  }

  @Test("The pause before a restart doubles up to its limit, and a process that worked resets it")
  func backoff() {
    var backoff = RestartBackoff()
    let pauses = (0..<12).map { _ in backoff.pause(afterRunning: 0) }
    #expect(Array(pauses.prefix(4)) == [0.1, 0.2, 0.4, 0.8])
    #expect(pauses.last == RestartBackoff.longest)
    #expect(backoff.pause(afterRunning: RestartBackoff.steady) == 0.1)
  }

  @Test(
    "A status from 200 to 399 is success, anything else is not",
    arguments: [
      ("HTTP/1.1 200 OK\r\n", ProbeResult.success), ("HTTP/1.0 399 x\n", .success),
      ("HTTP/1.1 200\r\n", .success),
      ("HTTP/1.1 404 Not Found\r\n", .failure("answered with status 404")),
      ("HTTP/1.1 199 x\r\n", .failure("answered with status 199")),
      ("SSH-2.0-OpenSSH\r\n", .failure("the answer is not HTTP")),
      ("HTTP/1.1 2000 x\r\n", .failure("the answer is not HTTP")),
      ("HTTP/1.1 -20 x\r\n", .failure("the answer is not HTTP")),
      ("\r\n", .failure("the answer is not HTTP")),
    ])
  func statusLine(line: String, result: ProbeResult) {
    #expect(HTTPHealthExchange.result(ofResponse: Array(line.utf8), isComplete: false) == result)
  }

  @Test("An answer is awaited while it is short, and ends with its connection")
  func partialAnswer() {
    let part = Array("HTTP/1.1 2".utf8)
    #expect(HTTPHealthExchange.result(ofResponse: part, isComplete: false) == nil)
    #expect(HTTPHealthExchange.result(ofResponse: part, isComplete: true) != .success)
    let endless = [UInt8](repeating: 65, count: 2000)
    #expect(HTTPHealthExchange.result(ofResponse: endless, isComplete: false) != nil)
  }

  @Test("Timers fire in the order of their times, then of their making; cancelled ones never")
  func timers() {
    var queue = TimerQueue()
    var fired: [Int] = []
    let start = MonotonicTime(seconds: 100)
    for index in [5, 3, 9, 3, 1, 7] {
      _ = queue.add(due: start + Double(index)) { fired.append(index) }
    }
    let cancelled = queue.add(due: start + 2) { fired.append(2) }
    _ = queue.add(due: start + 20) { fired.append(20) }
    queue.cancel(cancelled)
    while let action = queue.popDue(by: start + 10) { action() }
    #expect(fired == [1, 3, 3, 5, 7, 9])
    #expect(queue.nextDue() == start + 20)
  }

  @Test("A log line is one line, whatever it quotes")
  func logLine() {
    let line = FileLogHandler.line(
      level: .info, message: "a\nb\u{1b}[31m", time: Date(timeIntervalSince1970: 0))
    #expect(line == "1970-01-01T00:00:00Z info a\\nb\\u{1B}[31m")
  }
}
