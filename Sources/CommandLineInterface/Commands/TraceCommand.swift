import ArgumentParser
import Configuration
import Topology
import Verification

/// `bumpwire trace`: one flow, followed both ways.
struct TraceCommand: ParsableCommand {
  /// What a traced flow may be.
  enum FlowProtocol: String, ExpressibleByArgument, CaseIterable {
    case tcp
    case udp
    case icmp
  }

  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Follow a flow through the model, both ways, with the line of each decision.",
    discussion: """
      An end is a resource address (`internet/client`, `app/instance/web-a`, \
      `app/load_balancer/web`) or the last parts of it (`client`), a VPC, a pattern with `*`, or an \
      IP address. Every class of addresses, family and hash choice between the two ends is followed.

        bumpwire trace topology.yaml --from internet/client --to app/load_balancer/web
        bumpwire trace topology.yaml --from 198.51.100.10 --to 10.0.21.10 --protocol udp --port 53

      A flow begins with its verdict: symmetric, asymmetric, request-lost, reply-lost or \
      no-public-address, which `bumpwire explain` knows. Exits with 0 whatever the verdict, 1 when no \
      flow can lead from one end to the other, 64 for an end that is not there, and 65 for an \
      invalid topology.
      """)

  @Argument(help: "The topology file.", completion: .topologyFile)
  var file: String

  @Option(help: "Who opens the flow.")
  var from: String

  @Option(help: "Whom it is opened to.")
  var to: String

  @Option(help: "tcp, udp or icmp. Routing does not depend on it.")
  var `protocol`: FlowProtocol = .tcp

  @Option(
    help: "The destination port; by default a load balancer's, or a target's behind it, else 443.")
  var port: Int?

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  @OptionGroup var color: ColorOptions

  func validate() throws {
    if let port, !(1...65535).contains(port) {
      throw ValidationError("--port is a number from 1 to 65535, not \(port)")
    }
  }

  func run() throws {
    try CommandRunner.run(color, format: format) { console in
      let topology = try TopologyLoader(console: console).load(file).topology
      let directory = EndDirectory(topology)
      let sources = try ends(from, "--from", directory)
      let destinations = try ends(to, "--to", directory)
      let tracer = Tracer(topology)
      var seen: Set<TracedFlow> = []
      let flows = sources.flatMap { source in
        destinations.filter { $0.end != source.end }.flatMap { destination in
          tracer.trace(
            from: source, to: destination, protocol: self.protocol.rawValue, port: port)
        }
      }.filter { seen.insert($0).inserted }
      guard !flows.isEmpty else {
        let isSame = sources.allSatisfy { source in destinations.allSatisfy { $0.end == source.end }
        }
        throw CommandFailure(
          .failure,
          "no flow leads from `\(from)` to `\(to)`: "
            + (isSame
              ? "both are one end, within which nothing is routed"
              : "they have no address family in common"))
      }
      TraceView(console: console).show(flows, format: format)
      return .success
    }
  }

  private func ends(
    _ text: String, _ option: String, _ directory: EndDirectory
  ) throws -> [TraceEnd] {
    let ends = directory.ends(text)
    guard ends.isEmpty else { return ends }
    if let obstacle = directory.obstacle(text) {
      throw CommandFailure(.usage, "\(option) `\(text)` is no end of a flow: \(obstacle)")
    }
    let names = directory.names
    let lastParts = names.compactMap { $0.split(separator: "/").last.map(String.init) }
    let near =
      Spelling.suggestion(for: text, among: names)
      ?? Spelling.suggestion(for: text, among: Set(lastParts).sorted())
    throw CommandFailure(
      .usage, "\(option) `\(text)` is no end of a flow in this topology",
      help: near.map { "did you mean `\($0)`?" }
        ?? "ends are \(names.prefix(8).map { "`\($0)`" }.joined(separator: ", "))…")
  }
}
