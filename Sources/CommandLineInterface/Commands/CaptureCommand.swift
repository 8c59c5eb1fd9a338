import ArgumentParser
import Glibc

/// `bumpwire capture`: GENEVE between gateway load balancers and appliances, as pcap.
struct CaptureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "capture",
    abstract: "Write the GENEVE packets of an endpoint or an appliance to a pcap file.",
    discussion: """
      Captures what passes between the gateway load balancer's nodes and the appliances, outer \
      headers and AWS's options included, in both directions: also what the load balancer goes on to \
      refuse. The data plane does not wait for the file: frames that find no room are missed, and \
      counted.

        bumpwire capture app/gwlb_endpoint/inspect-a -w inspect-a.pcap
        bumpwire capture 'firewalls[1]' -w - --count 100 | tshark -r - -V
        bumpwire capture firewalls -w firewalls.pcap --duration 30s

      An endpoint or appliance is named by its resource address, the last parts of it, or a pattern \
      with `*`; a group stands for its appliances. Super-packets and unfinished inner checksums are \
      shown as the kernel hands them on.

      Exits with 0 when --count or --duration is reached or a pipe's reader has gone, with 1 when \
      the file cannot be written or the topology goes away, with 64 when no resource has the name, \
      with 77 without root, and with 130 or 143 on signals, after which the file is whole.
      """)

  @Argument(help: "The endpoint or appliance.")
  var resource: String

  @Option(
    name: [.customShort("w"), .customLong("write")],
    help: .init("The pcap file; `-` is standard output.", valueName: "file"),
    completion: .file(extensions: ["pcap"]))
  var file: String

  @Option(help: .init("End after so many packets.", valueName: "number"))
  var count: Int?

  @Option(
    help: .init("End after this time, such as 30s.", valueName: "time"), transform: TimeLimit.init)
  var duration: TimeLimit?

  @Option(
    help: .init(
      "The applied topology's name, or its file, where several have such a resource.",
      valueName: "topology"), completion: .topologyName)
  var topology: String?

  @OptionGroup var host: HostOptions
  @OptionGroup var color: ColorOptions

  func validate() throws {
    if let count, count < 1 { throw ValidationError("--count is a number from 1, not \(count)") }
    if file.isEmpty { throw ValidationError("--write is a path, not nothing") }
    if file == "-", isatty(STDOUT_FILENO) == 1 {
      throw ValidationError("packets are not written to a terminal; `-w FILE` writes a file")
    }
  }

  func run() throws {
    try CommandRunner.run(color) { console in
      try HostReader(console: console, options: host).requireRoot(to: "capture packets")
      let names = try topology.map { [try TopologyName.read($0, console: console)] }
      let subject = try CaptureSubject(resource, in: names, options: host)
      Interruption.watch()
      // Before the file is: a name that cannot be captured leaves an earlier file as it was.
      let points = try subject.open()
      let file = try CaptureFile(file)
      console.writeError("Capturing \(subject.words) into \(file.words); ^C ends it.\n")
      let capture = Capture(
        points, into: file, count: count, seconds: duration.map { Double($0.seconds) })
      let ending = capture.run()
      let missed = capture.missed
      console.writeError(
        "\(capture.written) packet\(capture.written == 1 ? "" : "s") written"
          + (missed > 0 ? ", \(missed) missed for lack of room" : "") + ".\n")
      return try status(ending, file)
    }
  }

  private func status(_ ending: Capture.Ending, _ file: CaptureFile) throws -> ExitStatus {
    switch ending {
    case .complete, .readerGone: return .success
    case .signal(let number): return Interruption.status(of: number)
    case .namespaceGone:
      throw CommandFailure(
        .failure, "what was captured is gone: its topology was changed or destroyed")
    case .unwritable(let code):
      throw CommandFailure(
        .failure, "\(file.words) cannot be written: \(String(cString: strerror(code)))",
        help: "what it holds is whole packets")
    case .failed(let error):
      throw CommandFailure(.failure, "the capture failed: \(error)")
    }
  }
}
