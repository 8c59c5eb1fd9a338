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
        #expect(flows.map(\.appliance) == ["security/appliance_group/appliances[0]"])
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

        // It speaks for itself, to its subnet: nobody else gets an answer, and nobody else's packets
        // come through.
        let questions = [
          ("10.100.1.50", "10.100.1.4", "True"), ("10.100.1.50", "10.100.1.1", "True"),
          ("10.100.1.77", "10.100.1.4", "False"), ("10.100.1.50", "10.0.21.4", "False"),
        ]
        let answers = try RunningCommand(
          ["/usr/bin/python3", "-c", Self.ask] + questions.flatMap { [$0.0, $0.1] },
          in: "appliance"
        ).wait()
        #expect(answers.output.split(separator: "\n") == questions.map { $0.2[...] }, "\(answers)")

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

        let destroyed = try Bumpwire.run("destroy", Self.name, "--yes")
        #expect(destroyed.status == 0, "\(destroyed)")
        #expect(try Shell.run("cat /sys/class/net/\(Self.interface)/address") == address)
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
        #expect(refused.status != 0, "\(refused)")
        #expect(
          refused.errors.contains("the host has no interface \(Self.interface)"), "\(refused)")
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
          ("true", "the host has no interface \(link)"),
          ("ip link add \(link) type veth peer name far", "\(link) is down"),
          ("ip link set \(link) up", "\(link) has an MTU of 1500"),
          (
            "ip address add 192.0.2.1/24 dev \(link)",
            "\(link) has the address 192.0.2.1 of the host"
          ),
        ]
        for (command, reason) in steps {
          try Shell.run(command)
          let result = try Bumpwire.run("apply", "--yes", path)
          #expect(result.status != 0 && result.errors.contains(reason), "\(result)")
          #expect(try Shell.run("ls /run/netns").isEmpty, "what was made is undone")
        }
        try Shell.run("ip link del \(link)")
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
