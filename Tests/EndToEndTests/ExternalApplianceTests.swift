import Foundation
import TestSupport
import Testing

extension KernelTests {
  /// In a namespace that somebody else made, behind one end of a veth.
  @Suite("An appliance that is there already")
  struct ExternalApplianceTests {
    private static let name = "external-appliance"
    private static let interface = "to-appliance"
    private static let address = "203.0.113.20"
    private let client = Client(namespace: "bw.\(name).internet.client")

    /// Whether there is an answer to ARP, of pairs of who asks for whom.
    private static let ask = """
      import sys
      from scapy.layers.l2 import ARP, Ether
      from scapy.sendrecv import srp1
      for source, target in zip(sys.argv[1::2], sys.argv[2::2]):
          question = Ether(dst="ff:ff:ff:ff:ff:ff") / ARP(psrc=source, pdst=target)
          print(srp1(question, iface="eth0", timeout=2, verbose=False) is not None)
      """

    /// The sources of datagrams to the port 4242, until one has come twice.
    ///
    /// Of all protocols: so it hears them before the node's program, which drops what is no GENEVE.
    private static let listen = """
      import socket
      wire = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
      sources = []
      while len(sources) == len(set(sources)):
          packet = wire.recv(65535)
          if packet[:1] == b"\\x45" and packet[9] == 17 and packet[22:24] == (4242).to_bytes(2, "big"):
              sources.append(socket.inet_ntoa(packet[12:16]))
              print(sources[-1])
      """

    /// Datagrams from each of some sources to the port 4242 of an address, again and again.
    private static let speak = """
      import sys, time
      from scapy.layers.inet import IP, UDP
      from scapy.sendrecv import send
      while True:
          for source in sys.argv[1:-1]:
              send(IP(src=source, dst=sys.argv[-1]) / UDP(sport=4242, dport=4242), verbose=False)
          time.sleep(0.1)
      """

    /// Three datagrams to the appliance's GENEVE port, from an address.
    private static let geneve = """
      import sys
      from scapy.layers.inet import IP, UDP
      from scapy.sendrecv import send
      packet = IP(src=sys.argv[1], dst="10.100.1.50") / UDP(sport=50000, dport=6081) / (40 * b"x")
      send(packet, count=3, verbose=False)
      """

    @Test("inspects, is checked for health, and is left as it was")
    func inspection() async throws {
      try await Lab.run { lab in
        let path = Repository.path("examples/\(Self.name)/topology.yaml")
        let existing = try lab.existingAppliance()
        let plan = try Bumpwire.run("plan", "--format", "json", path)
        let document = try lab.write(plan.output, to: "plan.json")
        try Shell.run([
          "python3", "-c",
          "import json, jsonschema, sys; jsonschema.validate(*map(json.load, map(open, sys.argv[1:])))",
          document, Repository.path("schemas/plan.schema.json"),
        ])
        let address = try Shell.run("cat /sys/class/net/\(Self.interface)/address")
        try lab.apply(path)
        #expect(try client.getEventually(Self.address, port: 8080) == "app/instance/web")
        _ = try client.get(Self.address, port: 8080, localPort: 40_001)
        let flows = try lab.flows(Self.name, port: 40_001)
        #expect(flows.map(\.appliance) == ["security/appliance_group/appliances[10.100.1.50]"])
        #expect(flows.map(\.isInspectedBothWays) == [true])
        let isHealthy = try eventually(within: 60) {
          try lab.status(Self.name).targets.map(\.health) == ["healthy"]
        }
        #expect(isHealthy)

        // Whole packets and fragments, both ways.
        for size in ["1472", "4000"] {
          let ping = try RunningCommand(
            ["ping", "-n", "-c", "3", "-i", "0.2", "-s", size, Self.address],
            in: client.namespace
          ).wait()
          #expect(ping.output.contains(" 3 received"), "\(ping)")
        }
        let folder = "/run/bumpwire/\(Self.name)/processes/app.instance.web/main"
        let text = String(repeating: "0123456789abcdef", count: 1 << 16)
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/large"))
        let arrived = try client.get(Self.address, port: 8080, path: "/large", seconds: 30)
        #expect(arrived == text)
        try lab.expectNoChanges(path)

        // It speaks to its subnet: for others nobody gets an answer.
        let questions = [
          ("10.100.1.50", "10.100.1.4", "True"), ("10.100.1.50", "10.100.1.1", "True"),
          ("10.0.0.77", "10.100.1.4", "False"), ("10.100.1.50", "10.0.21.4", "False"),
        ]
        let answers = try RunningCommand(
          ["/usr/bin/python3", "-c", Self.ask] + questions.flatMap { [$0.0, $0.1] },
          in: "appliance"
        ).wait()
        #expect(answers.output.split(separator: "\n") == questions.map { $0.2[...] }, "\(answers)")

        // What has another address than those that are listed is not heard.
        let balancer = "bw.\(Self.name).security.gateway_load_balancer.inspection"
        let listener = try RunningCommand(
          ["/usr/bin/python3", "-c", Self.listen], in: balancer)
        let speaker = try RunningCommand(
          ["/usr/bin/python3", "-c", Self.speak, "10.100.1.77", "10.100.1.50", "10.100.1.4"],
          in: "appliance")
        let heard = listener.wait(seconds: 30)
        speaker.send(SIGTERM)
        _ = speaker.wait()
        #expect(heard.output == "10.100.1.50\n10.100.1.50\n", "\(heard)")
        let status = try lab.status(Self.name)
        for reason in [
          "from no appliance's address", "ARP of another subnet than the appliances'",
        ] {
          #expect(status.dropped(reason) > 0, "\(status.drops)")
        }

        // Without the cable nothing passes, and health checks say why.
        try Shell.run("ip -n appliance link set eth0 down")
        let isUnhealthy = try eventually(within: 60) {
          try lab.status(Self.name).targets.map(\.health) == ["unhealthy"]
        }
        #expect(isUnhealthy)
        #expect(throws: Client.Failure(errno: ETIMEDOUT)) {
          try client.connect(to: Self.address, port: 8080, seconds: 1)
        }
        try Shell.run("ip -n appliance link set eth0 up")
        #expect(try client.getEventually(Self.address, port: 8080) == "app/instance/web")

        // The host's own end is nobody's drift, but said.
        try Shell.run("ip link set \(Self.interface) down")
        for command in [["plan"], ["apply", "--yes"]] {
          let said = try Bumpwire.run(command + [path])
          #expect(said.status == 0, "\(said)")
          #expect(said.errors.contains("`\(Self.interface)` is down"), "\(said)")
        }
        let problems = try lab.status(Self.name).problems
        #expect(problems == ["`\(Self.interface)` is down: `ip link set \(Self.interface) up`"])
        try Shell.run("ip link set \(Self.interface) up")
        #expect(!(try Bumpwire.run("plan", path).errors.contains("is down")))

        let destroyed = try Bumpwire.run("destroy", Self.name, "--yes")
        #expect(destroyed.status == 0, "\(destroyed)")
        #expect(try Shell.run("cat /sys/class/net/\(Self.interface)/address") == address)
        existing.send(SIGTERM)
        _ = existing.wait()
        lab.expectNothingLeft()
      }
    }

    @Test("of several, finishes its connections when it is taken out, and the others keep theirs")
    func takenOut() async throws {
      try await Lab.run { lab in
        let existing = try lab.existingAppliance()
        try Shell.run("ip -n appliance address add 10.100.1.51/24 dev eth0")
        func topology(_ addresses: String) throws -> String {
          try lab.topology(
            "examples/\(Self.name)",
            changing: [
              ("[10.100.1.50]", "[\(addresses)]"), ("\"8080\"]", "\"8080\", --protocol, HTTP/1.1]"),
              ("health_check:", "deregistration_delay: 120s\n        health_check:"),
            ], as: "\(addresses.utf8.count).yaml")
        }
        try lab.apply(try topology("10.100.1.50, 10.100.1.51"))
        try client.getEventually(Self.address, port: 8080)
        var connections: [String: [Connection]] = [:]
        for port in UInt16(42_000)..<42_016 {
          let connection = try client.connect(to: Self.address, port: 8080, localPort: port)
          let flow = try #require(try lab.flows(Self.name, port: port).first)
          connections[flow.appliance, default: []].append(connection)
        }
        let leaving = "security/appliance_group/appliances[10.100.1.50]"
        #expect(connections.count == 2 && connections[leaving] != nil)
        func expectAnswers() throws {
          for connection in connections.values.joined() {
            #expect(try connection.get("/resource", host: Self.address) == "app/instance/web")
          }
        }
        try expectAnswers()

        let edited = try topology("10.100.1.51")
        let apply = try Bumpwire.start(["apply", "--yes", edited])
        #expect(
          eventually(within: 30) { apply.errorText.contains("Draining \(leaving): ") },
          "\(apply.errorText)")
        try expectAnswers()
        connections[leaving] = nil  // closes them
        let result = apply.wait(seconds: 60)
        #expect(result.status == 0, "\(result)")
        try expectAnswers()
        #expect(try lab.status(Self.name).dropped("target gone") == 0)
        try lab.expectNoChanges(edited)
        connections = [:]
        let destroyed = try Bumpwire.run("destroy", Self.name, "--yes")
        #expect(destroyed.status == 0, "\(destroyed)")
        existing.send(SIGTERM)
        _ = existing.wait()
        lab.expectNothingLeft()
      }
    }

    @Test("whose interface goes away is drift that apply tells, and mends when it is back")
    func unplugged() async throws {
      try await Lab.run { lab in
        let path = Repository.path("examples/\(Self.name)/topology.yaml")
        let first = try lab.existingAppliance()
        try lab.apply(path)
        try client.getEventually(Self.address, port: 8080)
        first.send(SIGTERM)
        _ = first.wait()
        let plan = try Bumpwire.run("plan", "--detailed-exitcode", path)
        #expect(plan.status == 2 && plan.output.contains("over the host's"), "\(plan)")
        let refused = try Bumpwire.run("apply", "--yes", path)
        #expect(refused.status == 69, "\(refused)")
        #expect(
          refused.errors.contains("the host has no interface `\(Self.interface)`"), "\(refused)")
        let second = try lab.existingAppliance()
        try lab.apply(path)
        try client.getEventually(Self.address, port: 8080)
        try lab.expectNoChanges(path)
        let destroyed = try Bumpwire.run("destroy", Self.name, "--yes")
        #expect(destroyed.status == 0, "\(destroyed)")
        second.send(SIGTERM)
        _ = second.wait()
        lab.expectNothingLeft()
      }
    }

    @Test("is refused behind an interface that is not there, the host's own, down, or too narrow")
    func refusals() async throws {
      try await Lab.run { lab in
        let path = Repository.path("examples/\(Self.name)/topology.yaml")
        let link = Self.interface
        let steps = [
          ("true", "the host has no interface `\(link)`"),
          ("ip link add \(link) type veth peer name far", "`\(link)` is down"),
          ("ip link set \(link) up", "`\(link)` has an MTU of 1500"),
          (
            "ip address add 192.0.2.1/24 dev \(link)",
            "`\(link)` has the address 192.0.2.1 of the host"
          ),
          // Who has it already: a bridge, a link of the host's, one in another namespace, by name or not.
          (
            "ip address flush dev \(link); ip link set \(link) mtu 1568; ip link add br-lab type bridge; "
              + "ip link set \(link) master br-lab", "`\(link)` is a port of the host's `br-lab`"
          ),
          (
            "ip link del br-lab; ip link add over link \(link) type macvlan",
            "`\(link)` is taken: the host's link `over` is over it"
          ),
          (
            "ip netns add other; ip link set over netns other",
            "`\(link)` is taken: the link `over` in the network namespace `other` is over it"
          ),
          (
            """
            ip -n other link delete over
            unshare --net sleep 600 >/dev/null 2>&1 &
            until [ "$(readlink /proc/$!/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do sleep 0.02; done
            ip link add over link \(link) netns $! type macvlan
            echo $! >\(lab.folder)/container
            """,
            "`\(link)` is taken: the link `over` in the network namespace of the process"
          ),
        ]
        for (command, reason) in steps {
          try Shell.run(["sh", "-ec", command])
          let result = try Bumpwire.run("apply", "--yes", path)
          #expect(result.status == 69 && result.errors.contains(reason), "\(result)")
          #expect(result.errors.contains("nothing was changed"), "\(result)")
          #expect(result.errors.contains("error[host-interface-refused]"), "\(result)")
          #expect(result.errors.contains("\(path):37:"), "\(result)")
          let plan = try Bumpwire.run("plan", path)
          #expect(plan.status == 0 && plan.errors.contains(reason), "\(plan)")
          let made = try? FileManager.default.contentsOfDirectory(atPath: "/run/netns")
          #expect((made ?? []).allSatisfy { $0 == "other" }, "nothing is made")
        }
        try Shell.run(["sh", "-c", "kill $(cat \(lab.folder)/container); ip netns del other"])
        try Shell.run("ip link del \(link)")
        lab.expectNothingLeft()
      }
    }

    @Test("is refused behind an interface that another topology has, which is left alone")
    func taken() async throws {
      try await Lab.run { lab in
        let existing = try lab.existingAppliance()
        try lab.apply(Repository.path("examples/\(Self.name)/topology.yaml"))
        try client.getEventually(Self.address, port: 8080)
        let second = try lab.topology(
          "examples/\(Self.name)", changing: [("name: \(Self.name)", "name: second")])
        let reason =
          "`\(Self.interface)` leads to the appliances of the topology `\(Self.name)` already"
        let plan = try Bumpwire.run("plan", second)
        #expect(plan.status == 0 && plan.errors.contains(reason), "\(plan)")
        let apply = try Bumpwire.run("apply", "--yes", second)
        #expect(apply.status == 69 && apply.errors.contains(reason), "\(apply)")
        #expect(apply.errors.contains("`bumpwire destroy \(Self.name)`"), "\(apply)")
        #expect(try !Bumpwire.run("list").output.contains("second"))
        #expect(try client.get(Self.address, port: 8080) == "app/instance/web")
        // Its way out is one.
        #expect(try Bumpwire.run("destroy", Self.name, "--yes").status == 0)
        try lab.apply(second)
        try Client(namespace: "bw.second.internet.client").getEventually(Self.address, port: 8080)
        #expect(try Bumpwire.run("destroy", "second", "--yes").status == 0)
        existing.send(SIGTERM)
        _ = existing.wait()
        lab.expectNothingLeft()
      }
    }

    @Test("takes GENEVE from its load balancer's nodes alone, whoever else sends it from wherever")
    func genevePeers() async throws {
      try await Lab.run { lab in
        let existing = try lab.existingAppliance()
        let path = try lab.topology(
          "examples/\(Self.name)",
          changing: [
            (
              "vpcs:\n",
              """
              peerings:
                link: { between: [far, security] }

              vpcs:
                far:
                  cidr: 10.200.0.0/16
                  subnets:
                    hosts: { cidr: 10.200.1.0/24, zone: a, route_table: out }
                  route_tables:
                    out: { routes: { 10.100.0.0/16: peering/link } }
                  instances:
                    bad: { subnet: hosts, address: 10.200.1.10, source_dest_check: false }

              """
            ),
            (
              "      inspect: { cidr: 10.100.1.0/24, zone: a }\n",
              """
                    inspect: { cidr: 10.100.1.0/24, zone: a }
                    hosts: { cidr: 10.100.2.0/24, zone: a, route_table: out }
                  route_tables:
                    out: { routes: { 10.200.0.0/16: peering/link } }
                  instances:
                    bad: { subnet: hosts, address: 10.100.2.10, source_dest_check: false }

              """
            ),
          ])
        try lab.apply(path, "--allow-findings")
        try client.getEventually(Self.address, port: 8080)
        // What hosts say of themselves when their links come up is no reason for an alarm.
        #expect(try lab.status(Self.name).dropped("IPv6 from an appliance") == 0)
        let senders = [
          ("far.instance.bad", "10.200.1.10"), ("far.instance.bad", "10.100.1.4"),
          ("security.instance.bad", "10.100.2.10"), ("security.instance.bad", "10.100.1.4"),
        ]
        for (namespace, source) in senders {
          let sender = try RunningCommand(
            ["/usr/bin/python3", "-c", Self.geneve, source], in: "bw.\(Self.name).\(namespace)"
          ).wait()
          #expect(sender.status == 0, "\(sender)")
        }
        let status = try lab.status(Self.name)
        // Over the peering connection a node's address is nobody's of the peer.
        let refused = status.drops.filter {
          $0.reason.hasPrefix("GENEVE from ")
            || $0.reason == "over a peering connection from beyond the peer"
        }
        #expect(refused.reduce(0) { $0 + $1.packets } == 12, "\(status.drops)")
        #expect(try client.get(Self.address, port: 8080) == "app/instance/web")
        try lab.expectNoChanges(path, "--allow-findings")
        #expect(try Bumpwire.run("destroy", Self.name, "--yes").status == 0)
        existing.send(SIGTERM)
        _ = existing.wait()
        lab.expectNothingLeft()
      }
    }
  }
}

extension Lab {
  /// What the example's script makes, which runs until it is told to end.
  func existingAppliance() throws -> RunningCommand {
    let script = try RunningCommand([Repository.path("examples/external-appliance/existing.sh")])
    let appliance = Client(namespace: "appliance")
    let isThere = eventually(within: 30) {
      (try? appliance.connect(to: "127.0.0.1", port: 80, seconds: 1)) != nil
    }
    try #require(isThere, "\(script.errorText)")
    return script
  }
}
