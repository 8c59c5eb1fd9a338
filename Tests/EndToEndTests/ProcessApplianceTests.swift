import Foundation
import TestSupport
import Testing

extension KernelTests {
  @Suite("An appliance that speaks GENEVE itself")
  struct ProcessApplianceTests {
    private static let path = Repository.path("examples/process-appliance/topology.yaml")
    private static let address = "203.0.113.20"
    private static let appliance = "security/appliance_group/appliances[0]"
    private static let host = "security.appliance_group.appliances.0"
    private let client = Client(namespace: "bw.process-appliance.internet.client")

    /// Sends GENEVE to the appliance from its own address, and counts how often it arrives.
    private static let stray = """
      import socket, struct, time
      heard = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x800))
      heard.bind(("lo", 0x800))
      heard.settimeout(0.5)
      node = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      node.connect(("10.100.1.4", 9))
      address = node.getsockname()[0]
      sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      sender.bind((address, 50000))
      geneve = struct.pack("!BBHI", 8, 0, 0x800, 0) + 3 * bytes([1, 8, 1, 2, 0, 0, 0, 0])
      sender.sendto(geneve + bytes(8) + b"\\x45" + bytes(39), (address, 6081))
      count, end = 0, time.monotonic() + 0.5
      try:
          while time.monotonic() < end:
              packet, (_, _, kind, _, _) = heard.recvfrom(2048)
              if packet[9] == 17 and packet[22:24] == b"\\x17\\xc1" and kind != socket.PACKET_OUTGOING:
                  count += 1
      except TimeoutError:
          pass
      print(count)
      """

    /// Says, as its router, that the appliance's way to its node is narrow.
    private static let narrow = """
      from scapy.layers.inet import ICMP, IP, UDP
      from scapy.sendrecv import send
      quoted = IP(src="10.100.1.5", dst="10.100.1.4", flags="DF") / UDP(sport=6081, dport=6081)
      error = ICMP(type=3, code=4, nexthopmtu=552)
      send(IP(src="10.100.1.1", dst="10.100.1.5") / error / quoted / bytes(64), verbose=False)
      """

    @Test("loses what it wants to, and returns the rest, large transfers and fragments included")
    func inspection() async throws {
      try await Lab.run { lab in
        try lab.apply(Self.path)
        try client.getEventually(Self.address, port: 8080)
        #expect(throws: Client.Failure(errno: ETIMEDOUT)) {
          try client.connect(to: Self.address, port: 23, localPort: 40_023, seconds: 2)
        }
        #expect(throws: Client.Failure(errno: ECONNREFUSED), "the instance's own answer") {
          try client.connect(to: Self.address, port: 24)
        }
        let lost = try lab.flows("process-appliance", port: 40_023)
        #expect(lost.map(\.forward) == ["given to the appliance, not returned"])

        let folder = "/run/bumpwire/process-appliance/processes/app.instance.web/main"
        let text = String(repeating: "0123456789abcdef", count: 1 << 16)
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/large"))
        let arrived = try client.get(
          Self.address, port: 8080, path: "/large", localPort: 40_001, seconds: 30)
        #expect(arrived == text)
        let flows = try lab.flows("process-appliance", port: 40_001)
        #expect(flows.map(\.appliance) == [Self.appliance])
        #expect(flows.map(\.isInspectedBothWays) == [true])

        let ping = try RunningCommand(
          ["ping", "-n", "-c", "3", "-i", "0.2", "-s", "4000", Self.address],
          in: client.namespace
        ).wait()
        #expect(ping.output.contains(" 3 received"), "\(ping)")

        // One ICMP error is nothing to it.
        let narrow = try RunningCommand(
          ["/usr/bin/python3", "-c", Self.narrow], in: "bw.process-appliance.security"
        ).wait()
        #expect(narrow.status == 0, "\(narrow)")
        let route = try Shell.run(
          "ip -n bw.process-appliance.\(Self.host) route get 10.100.1.4")
        #expect(!route.contains("mtu"), "\(route)")
        #expect(
          try client.get(Self.address, port: 8080, path: "/large", seconds: 30) == text)

        // What is no node's goes nowhere: not to and fro for ever, as between two that answer everybody.
        let stray = try RunningCommand(
          ["/usr/bin/python3", "-c", Self.stray], in: "bw.process-appliance.\(Self.host)"
        ).wait()
        #expect(stray.lastLine == "1", "\(stray)")
        try lab.destroy("process-appliance")
      }
    }

    @Test("is started again when it dies, and connections are served again")
    func death() async throws {
      try await Lab.run { lab in
        try lab.apply(Self.path)
        try client.getEventually(Self.address, port: 8080)
        let process = try #require(
          try lab.status("process-appliance").processes.first { $0.resource == Self.appliance })
        let pid = try #require(process.pid)
        kill(pid, SIGKILL)
        #expect(eventually(within: 10) { !lab.processes.contains(pid) })
        try client.getEventually(Self.address, port: 8080)
        try lab.destroy("process-appliance")
      }
    }

    @Test("that records has both directions of a flow in one file, and AWS's options around them")
    func recording() async throws {
      try await Lab.run { lab in
        let name = "capture-appliance"
        try lab.apply(Repository.path("examples/\(name)/topology.yaml"))
        let client = Client(namespace: "bw.\(name).internet.client")
        try client.getEventually(Self.address, port: 8080)
        _ = try client.get(Self.address, port: 8080, localPort: 40_001)
        let flow = try #require(try lab.flows(name, port: 40_001).first)
        let number = try #require(flow.appliance.dropLast().last)
        let folder = "/run/bumpwire/\(name)/processes/security.appliance_group.recorders.\(number)"
        let result = try RunningCommand([
          "tshark", "-n", "-r", "\(folder)/main/capture.pcap", "-Y", "tcp.port == 40001",
          "-T", "fields", "-e", "ip.src", "-e", "geneve.option.class", "-e", "frame.protocols",
        ]).wait()
        #expect(result.status == 0, "\(result)")
        let sources = result.output.split(separator: "\n").map { line in
          let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
          #expect(parts.count == 3 && parts[1] == "0x0108,0x0108,0x0108", "\(line)")
          #expect(parts.last?.hasPrefix("raw:ip:udp:geneve:ip:tcp") == true, "\(line)")
          return parts[0].split(separator: ",").last.map(String.init) ?? ""
        }
        #expect(Set(sources) == ["198.51.100.10", "10.0.21.4"])
        #expect(sources.count > 6)
        try lab.destroy(name)
      }
    }
  }
}
