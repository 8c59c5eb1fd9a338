import Foundation
import TestSupport
import Testing

/// Changes of `UpdatedNetwork` by `apply`, while datagrams storm through its appliances, witnesses count
/// what arrives past them, and one long transfer goes on.
final class UpdateCampaign {
  struct Transfer: Decodable {
    var sent: Int
    var received: Int
    var retransmissions: Int
    /// In seconds.
    var longestPause: Double
    var error: String?
  }

  struct Storm: Decodable {
    var sent: Int
    var answered: Int
  }

  struct Outcome {
    var transfer: Transfer
    /// Segments that the other end sent again.
    var otherRetransmissions: Int
    var storm: Storm
    /// Packets that arrived past all appliances, by what was being changed.
    var uninspected: [String: Int]
  }

  private static let client = "bw.\(UpdatedNetwork.name).internet.client"

  private let lab: Lab
  private var network = UpdatedNetwork()
  private var stretches: [(change: String, begin: Double, end: Double)] = []
  private let transfer: RunningCommand
  private let storm: RunningCommand
  private let witnesses: [RunningCommand]

  /// - Parameter rate: Datagrams a second; 0 for as many as there can be.
  init(_ lab: Lab, rate: Int) throws {
    self.lab = lab
    for rules in ["marking.nft", "marking-and-more.nft"] {
      try FileManager.default.copyItem(
        atPath: Repository.path("Tests/EndToEndTests/Topologies/updates/\(rules)"),
        toPath: "\(lab.folder)/\(rules)")
    }
    try lab.apply(try lab.write(network.text, to: "updates.yaml"))
    func start(_ program: String, _ arguments: [String], in namespace: String) throws
      -> RunningCommand
    {
      let path = Repository.path("Tests/EndToEndTests/Topologies/updates/\(program).py")
      let command = try RunningCommand(
        ["/usr/bin/python3", "-B", path] + arguments, in: namespace)
      try #require(eventually(within: 30) { command.errorText.contains("started") }, "\(program)")
      return command
    }
    let transferred = ("mail.instance.web", UpdatedNetwork.addresses[2].1)
    for (_, address) in UpdatedNetwork.stormed + [transferred] {
      let client = Client(namespace: Self.client)
      let isAnswering = eventually(within: 60) {
        (try? client.connect(to: address, port: 7, seconds: 1)) != nil
      }
      try #require(isAnswering, "\(address)")
    }
    let areHealthy = try eventually(within: 30) {
      try lab.status(UpdatedNetwork.name).targets.allSatisfy { $0.health == "healthy" }
    }
    try #require(areHealthy)
    let hosts =
      [Self.client]
      + (UpdatedNetwork.stormed + [transferred]).map { "bw.\(UpdatedNetwork.name).\($0.0)" }
    witnesses = try hosts.map { try start("witness", ["eth0", UpdatedNetwork.mark], in: $0) }
    transfer = try start("transfer", [transferred.1], in: Self.client)
    storm = try start(
      "storm", ["\(rate)", "64"] + UpdatedNetwork.stormed.map(\.1), in: Self.client)
  }

  /// Makes one change, and sees that it is made.
  func apply(_ change: UpdatedNetwork.Change) throws {
    network.make(change)
    try apply(as: change.rawValue)
  }

  /// Leads past the appliances, so that the witnesses have something to see.
  func open() throws {
    network.open()
    try apply(as: "open", "--allow-findings")
    usleep(200_000)
    // From here on for good.
    stretches[stretches.count - 1].end = .infinity
  }

  private func apply(as name: String, _ options: String...) throws {
    let path = try lab.write(network.text, to: "updates.yaml")
    let begin = Self.now
    let result = try Bumpwire.run(["apply", "--yes", path] + options)
    #expect(result.status == 0, "\(name): \(result)")
    // What is on its way belongs to the change.
    usleep(100_000)
    stretches.append((name, begin, Self.now))
  }

  /// Ends everything but the network.
  func finish() throws -> Outcome {
    let other = try Self.retransmissions(
      Shell.run("ip netns exec bw.\(UpdatedNetwork.name).mail.instance.web ss -tinHO sport = :7"))
    for command in [transfer, storm] + witnesses { command.send(SIGTERM) }
    func report<Report: Decodable>(of command: RunningCommand, _ type: Report.Type) throws -> Report
    {
      let result = command.wait()
      try #require(result.status == 0, "\(result)")
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(type, from: Data(result.lastLine.utf8))
    }
    let transfer = try report(of: transfer, Transfer.self)
    let storm = try report(of: storm, Storm.self)
    var uninspected: [String: Int] = [:]
    for witness in witnesses {
      for time in try report(of: witness, [Double].self) {
        let stretch = stretches.first { ($0.begin...$0.end).contains(time) }
        uninspected[stretch?.change ?? "nothing", default: 0] += 1
      }
    }
    return Outcome(
      transfer: transfer, otherRetransmissions: other, storm: storm, uninspected: uninspected)
  }

  /// Of all that ss(8) tells of sockets: `retrans:NOW/TOTAL`, without `dsack_dups:NUMBER`, which had
  /// arrived already; either is left out when it is none.
  private static func retransmissions(_ text: String) throws -> Int {
    let words = text.split(whereSeparator: \.isWhitespace)
    func sum(_ name: String, after separator: Character) -> Int {
      words.filter { $0.hasPrefix(name) }
        .compactMap { $0.split(separator: separator).last.flatMap { Int($0) } }.reduce(0, +)
    }
    return max(0, sum("retrans:", after: "/") - sum("dsack_dups:", after: ":"))
  }

  /// CLOCK_MONOTONIC in seconds.
  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
