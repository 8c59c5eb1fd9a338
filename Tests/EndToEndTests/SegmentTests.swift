import Foundation
import Testing

extension KernelTests {
  @Suite("A subnet")
  struct SegmentTests {
    private static let source = "Tests/EndToEndTests/Topologies/direct"
    private static let router = "bw.direct.app"
    private static let web = "bw.direct.app.instance.web"
    private static let mate = "bw.direct.app.instance.mate"
    private static let changes = [
      (
        "        process: [python3, -m, http.server, \"8080\"]\n",
        """
                process: [python3, -m, http.server, "8080"]
              mate: { subnet: app, address: 10.0.21.9, public_address: 203.0.113.29 }

        """
      )
    ]

    /// Sends `PAYLOAD ADDRESS` a line as datagrams to port 9.
    private static let sender = """
      import socket, sys
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
      for line in sys.argv[1].splitlines():
          payload, address = line.split()
          s.sendto(payload.encode(), (address, 9))
      """

    /// Prints the payloads of the datagrams to port 9 that a link receives, to whomever, until `last`.
    private static let listener = """
      import socket, sys
      s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0800))
      s.bind(("eth0", 0x0800))
      print("ready", flush=True)
      while True:
          frame, place = s.recvfrom(2048)
          if place[2] == socket.PACKET_OUTGOING or frame[23] != 17 or frame[36:38] != bytes([0, 9]):
              continue
          length = int.from_bytes(frame[38:40], "big")
          payload = frame[42 : 34 + length].decode()
          print(payload, flush=True)
          if payload == "last":
              break
      """

    private func send(_ lines: [String], from namespace: String) throws {
      let result = try RunningCommand(
        ["python3", "-c", Self.sender, lines.joined(separator: "\n")], in: namespace
      ).wait()
      try #require(result.status == 0, "\(result)")
    }

    @Test("shows a host what is sent to it, and nothing that is sent to others, somebody or all")
    func privacy() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source, changing: Self.changes)
        try lab.apply(path)
        try lab.expectNoChanges(path)
        let listening = try RunningCommand(["python3", "-c", Self.listener], in: Self.mate)
        try #require(eventually(within: 10) { listening.outputText.contains("ready") })
        _ = try RunningCommand(
          [
            "ip", "neighbor", "add", "10.0.21.200", "lladdr", "02:00:00:00:99:99", "dev", "eth0",
            "nud", "permanent",
          ], in: Self.web
        ).wait()
        try send(
          [
            "unknown 10.0.21.200", "all 10.0.21.255", "everybody 255.255.255.255",
            "group 224.0.0.1", "last 10.0.21.9",
          ], from: Self.web)
        let heard = listening.wait(seconds: 10)
        // The last one's neighbour was found by ARP: neither knew the other.
        #expect(heard.output == "ready\nlast\n", "\(heard)")
        #expect(try lab.status("direct").dropped("link-local or multicast") >= 3)
        try lab.destroy("direct")
      }
    }

    @Test("takes no place for a neighbour that nobody is, however many addresses are asked for")
    func unknownNeighbors() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source, changing: Self.changes)
        try lab.apply(path)
        let addresses = (5..<15).map { "10.0.11.\($0)" }
        try send(addresses.map { "x \($0)" }, from: Self.web)
        var states: [String] = []
        let isTold = eventually(within: 10) {
          let list = try? RunningCommand(
            ["ip", "-4", "neighbor", "show", "dev", "s-gwlbe", "nud", "all"], in: Self.router
          ).wait().output
          states = (list ?? "").split(separator: "\n").filter { line in
            addresses.contains { line.hasPrefix("\($0) ") }
          }.map { String($0.split(separator: " ").last ?? "") }
          return states.count == addresses.count
        }
        // Failed entries make room for others; incomplete ones would stand in their way.
        #expect(isTold && Set(states) == ["FAILED"], "\(states)")
        // Hosts of a subnet still find each other, and the router what it knows.
        let client = Client(namespace: "bw.direct.internet.client")
        try client.getEventually("203.0.113.20", port: 8080)
        let ping = try RunningCommand(
          ["ping", "-n", "-c", "1", "-W", "5", "10.0.21.9"], in: Self.web
        ).wait()
        #expect(ping.status == 0, "\(ping)")
        try lab.destroy("direct")
      }
    }
  }
}
