import Foundation
import TestSupport
import Testing

extension KernelTests {
  /// What is written is read by tshark, which knows nothing of ours.
  @Suite("Captures")
  struct CaptureTests {
    private static let source = "Tests/EndToEndTests/Topologies/twins"
    private let client = Client(namespace: "bw.twins.internet.client")

    @Test("an endpoint's packets, and no others, are decoded with AWS's options in both directions")
    func endpoint() async throws {
      try await Lab.run { lab in
        try lab.apply(try lab.topology(Self.source))
        for address in ["203.0.113.30", "203.0.113.31"] {
          try client.getEventually(address, port: 8080)
        }
        let file = "\(lab.folder)/red.pcap"
        let capture = try start("red/gwlb_endpoint/inspect", "-w", file)
        for address in ["203.0.113.30", "203.0.113.31"] {
          _ = try client.get(address, port: 8080, localPort: 40_001)
        }
        let isOver = try eventually(within: 20) { try isClosed(decode(file)) }
        #expect(isOver)
        capture.send(SIGINT)
        let end = capture.wait()
        #expect(end.status == 130, "\(end)")
        let packets = try decode(file)
        #expect(end.errors.contains("\(packets.count) packets written."), "\(end)")
        #expect(packets.count > 10)
        #expect(Set(packets.map(\.endpoint)).count == 1, "of one endpoint")
        let node = try #require(packets.first).outerSource
        let (given, returned) = (
          packets.filter { $0.outerSource == node }, packets.filter { $0.outerSource != node }
        )
        // Each goes to the appliance and comes back from it with the same options and the same
        // source port, unaltered.
        #expect(given.count == returned.count)
        #expect(Set(given.map(\.identity)) == Set(returned.map(\.identity)))
        #expect(Set(given.map(\.outerDestination)) == Set(returned.map(\.outerSource)))
        for packet in packets {
          #expect(packet.classes == "0x0108,0x0108,0x0108" && packet.types == "0x01,0x02,0x03")
          #expect(packet.port == "6081" && packet.overhead == 68)
        }
        #expect(
          Set(packets.map(\.source)) == ["198.51.100.10", "10.0.21.10"], "of both directions")
        try lab.destroy("twins")
      }
    }

    @Test("an appliance's packets of both tenants go down a pipe, so many and no more")
    func appliance() async throws {
      try await Lab.run { lab in
        try lab.apply(try lab.topology(Self.source))
        for address in ["203.0.113.30", "203.0.113.31"] {
          try client.getEventually(address, port: 8080)
        }
        let file = "\(lab.folder)/appliance.pcap"
        // `cat` reads to the end: the file is whole when the capture has ended by itself.
        let pipe = try RunningCommand([
          "sh", "-c",
          "'\(Bumpwire.executable)' capture firewalls -w - --count 40 | cat > '\(file)'",
        ])
        #expect(eventually(within: 20) { pipe.errorText.contains("Capturing") })
        let isOver = try eventually(within: 30) {
          for address in ["203.0.113.30", "203.0.113.31"] {
            _ = try client.get(address, port: 8080)
          }
          return pipe.errorText.contains("40 packets written.")
        }
        let end = pipe.wait()
        #expect(isOver && end.status == 0, "\(end)")
        let packets = try decode(file)
        #expect(packets.count == 40)
        #expect(Set(packets.map(\.endpoint)).count == 2, "of both tenants")

        // A reader that goes away ends it, though nothing comes.
        let gone = try RunningCommand([
          "sh", "-c", "'\(Bumpwire.executable)' capture 'firewalls[0]' -w - | head -c 24 | wc -c",
        ]).wait(seconds: 30)
        #expect(gone.status == 0 && gone.output == "24\n", "\(gone)")

        let short = try start("firewalls", "-w", file, "--duration", "1s").wait(seconds: 30)
        #expect(short.status == 0, "\(short)")
        try lab.destroy("twins")
      }
    }

    @Test("a full disk, a topology that goes and a stopped capture cost the traffic nothing")
    func obstacles() async throws {
      try await Lab.run { lab in
        try lab.apply(try lab.topology(Self.source))
        try client.getEventually("203.0.113.30", port: 8080)
        try Shell.run("mkdir \(lab.folder)/full")
        try Shell.run("mount -t tmpfs -o size=16k tmpfs \(lab.folder)/full")
        let file = "\(lab.folder)/full/x.pcap"
        let full = try start("red/*", "-w", file)
        let isFull = try eventually(within: 30) {
          let body = try client.get("203.0.113.30", port: 8080)
          try #require(body == "red/instance/web")
          return full.errorText.contains("No space left on device")
        }
        let end = full.wait()
        #expect(isFull && end.status == 1, "\(end)")
        // Packets are whole: tshark would warn of one that was cut short, and fail.
        #expect(try decode(file).count > 10)
        try Shell.run("umount \(lab.folder)/full")

        let stopped = try start("red/*", "-w", "\(lab.folder)/stopped.pcap")
        stopped.send(SIGSTOP)
        #expect(try client.get("203.0.113.30", port: 8080) == "red/instance/web")
        stopped.send(SIGCONT)
        stopped.send(SIGTERM)
        #expect(stopped.wait().status == 143)

        let orphan = try start("red/*", "-w", "\(lab.folder)/orphan.pcap")
        let destroyed = try Bumpwire.run("destroy", "twins", "--yes")
        #expect(destroyed.status == 0, "\(destroyed)")
        let last = orphan.wait(seconds: 30)
        #expect(last.status == 1 && last.errors.contains("is gone"), "\(last)")
        lab.expectNothingLeft()
      }
    }

    @Test("what cannot be captured is told, and leaves a file as it was")
    func mistakes() async throws {
      try await Lab.run { lab in
        let nothing = try Bumpwire.run("capture", "inspect", "-w", "x.pcap")
        #expect(nothing.status == 1 && nothing.errors.contains("no topology is applied"))
        try lab.apply(try lab.topology(Self.source))
        let file = try lab.write("precious", to: "kept.pcap")
        for (arguments, status, words) in [
          (
            ["red/gwlb_endpoint/inspekt", "-w", file], 64,
            "did you mean `red/gwlb_endpoint/inspect`?"
          ),
          (["inspect", "-w", file, "--topology", "tiwns"], 1, "not applied"),
          (["inspect"], 64, "--write"), (["inspect", "-w", file, "--count", "0"], 64, "from 1"),
          (["inspect", "-w", "\(lab.folder)/no/such.pcap"], 1, "No such file or directory"),
          (["inspect", "-w", lab.folder], 1, "Is a directory"),
        ] {
          let result = try Bumpwire.run(["capture"] + arguments)
          #expect(result.status == Int32(status), "\(result)")
          #expect(result.errors.contains(words), "\(result)")
        }
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "precious")
        try lab.destroy("twins")
      }
    }

    /// Whether both ends have closed the connection, each has been told so, and nothing is with the
    /// appliance any more.
    private func isClosed(_ packets: [Packet]) -> Bool {
      guard let node = packets.first?.outerSource else { return false }
      let returned = packets.filter { $0.outerSource != node }
      let ends = returned.filter { $0.flags & 1 != 0 }
      let areKnown = ends.allSatisfy { end in
        returned.contains { $0.source != end.source && $0.acknowledges == end.next }
      }
      return Set(ends.map(\.source)).count == 2 && areKnown && 2 * returned.count == packets.count
    }

    /// A capture that has begun.
    private func start(_ arguments: String...) throws -> RunningCommand {
      let capture = try Bumpwire.start(["capture"] + arguments)
      #expect(eventually(within: 20) { capture.errorText.contains("Capturing") })
      return capture
    }

    /// A packet as tshark decodes it.
    private struct Packet {
      var outerSource: String
      var outerDestination: String
      var source: String
      var outerPort: String
      var port: String
      var classes: String
      var types: String
      var endpoint: String
      var options: String
      var flags: Int
      var overhead: Int
      /// TCP's next sequence number, and the one that is acknowledged.
      var next: UInt32
      var acknowledges: UInt32
      var inner: String

      /// What the appliance must not change.
      var identity: String { "\(outerPort) \(options) \(inner)" }
    }

    private func decode(_ file: String) throws -> [Packet] {
      let fields = [
        "ip.src", "ip.dst", "udp.srcport", "udp.dstport", "geneve.option.class",
        "geneve.option.type", "geneve.options", "tcp.flags", "ip.len", "tcp.seq_raw",
        "tcp.ack_raw", "tcp.len",
      ]
      let result = try RunningCommand(
        ["tshark", "-n", "-r", file, "-T", "fields", "-E", "occurrence=a"]
          + fields.flatMap { ["-e", $0] }
      ).wait()
      try #require(result.status == 0, "\(result)")
      return try result.output.split(separator: "\n").map { line in
        let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        try #require(parts.count == fields.count, "\(line)")
        let (sources, destinations) = (
          parts[0].split(separator: ","), parts[1].split(separator: ",")
        )
        let lengths = parts[8].split(separator: ",").compactMap { Int($0) }
        try #require(sources.count == 2 && destinations.count == 2 && lengths.count == 2, "\(line)")
        let flags = Int(parts[7].dropFirst(2), radix: 16) ?? 0
        // SYN and FIN take a number each.
        let next =
          (UInt32(parts[9]) ?? 0) &+ (UInt32(parts[11]) ?? 0) &+ UInt32((flags & 3).nonzeroBitCount)
        return Packet(
          outerSource: String(sources[0]), outerDestination: String(destinations[0]),
          source: String(sources[1]), outerPort: parts[2], port: parts[3], classes: parts[4],
          types: parts[5], endpoint: String(parts[6].dropFirst(8).prefix(16)), options: parts[6],
          flags: flags, overhead: lengths[0] - lengths[1], next: next,
          acknowledges: UInt32(parts[10]) ?? 0,
          inner: "\(sources[1]) \(destinations[1]) \(parts[7]) \(parts[9...])")
      }
    }
  }
}
