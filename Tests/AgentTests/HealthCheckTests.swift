import FoundationEssentials
import Glibc
import HostState
import IPAddressing
import RunDirectory
import TestSupport
import Testing

@testable import Agent

@Suite struct HealthCheckTests {
  private static func setCode(_ code: Int) throws {
    try AtomicFile.write(Data("\(code)".utf8), to: "/run/code")
  }

  @Test(
    "HTTP: healthy at once, unhealthy and healthy again by the thresholds, down when it is gone")
  func http() async throws {
    try await HealthBench.run { bench in
      try Self.setCode(399)
      let server = try bench.startServer(HealthBench.httpServer(port: 80))
      let supervisor = bench.makeSupervisor(HealthBench.dataPlane(HealthBench.check(.http)))
      let target = { supervisor.statuses(\.rawValue).first }
      #expect(target()?.health == .initial)
      #expect(bench.control.published == [[0: []]])
      #expect(bench.drive { target()?.health == .healthy })
      #expect(bench.control.published.last == [0: [HealthBench.targetAddress]])
      let seen = try AtomicFile.read("/run/seen").map { String(decoding: $0, as: UTF8.self) }
      #expect(seen == "10.0.0.4 /health")

      try Self.setCode(500)
      #expect(bench.drive { target()?.health == .unhealthy })
      #expect(target()?.reason == "answered with status 500")
      #expect(bench.control.published.last == [0: []])

      try Self.setCode(200)
      #expect(bench.drive { target()?.health == .healthy })
      #expect(target()?.reason == nil)

      kill(server.pid, SIGKILL)
      #expect(bench.drive { target()?.health == .unhealthy })
      #expect(target()?.reason == "connect: Connection refused")
    }
  }

  @Test("TCP: an open port is enough, a link that is down is not")
  func tcp() async throws {
    try await HealthBench.run { bench in
      _ = try bench.startServer(
        """
        import socket, time
        server = socket.create_server(('10.0.0.10', 80))
        open('/run/ready', 'w')
        while True: server.accept()[0].close()
        """)
      let supervisor = bench.makeSupervisor(HealthBench.dataPlane(HealthBench.check(.tcp)))
      let target = { supervisor.statuses(\.rawValue).first }
      #expect(bench.drive { target()?.health == .healthy })
      try Shell.run("ip -n \(bench.target) link set eth0 down")
      #expect(bench.drive { target()?.health == .unhealthy })
    }
  }

  @Test("HTTPS: the certificate is not verified, the status decides")
  func https() async throws {
    try await HealthBench.run { bench in
      try Shell.run(
        [
          "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=other",
          "-keyout", "/run/key", "-out", "/run/cert",
        ])
      try Self.setCode(200)
      _ = try bench.startServer(
        HealthBench.httpServer(
          port: 443,
          prepare: """
            import ssl
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain('/run/cert', '/run/key')
            server.socket = context.wrap_socket(server.socket, server_side=True)
            """))
      let supervisor = bench.makeSupervisor(
        HealthBench.dataPlane(HealthBench.check(.https, port: 443)))
      let target = { supervisor.statuses(\.rawValue).first }
      #expect(bench.drive { target()?.health == .healthy })
      let seen = try AtomicFile.read("/run/seen").map { String(decoding: $0, as: UTF8.self) }
      #expect(seen == "10.0.0.4 /health")
      try Self.setCode(404)
      #expect(bench.drive { target()?.health == .unhealthy })
      #expect(target()?.reason == "answered with status 404")
    }
  }

  @Test(
    "HTTPS: many headers are as good as few, and a server of TLS 1.3 alone is told why it fails")
  func httpsLimits() async throws {
    for (isNew, reason) in [(false, nil), (true, "TLS 1.2, as AWS's do")] {
      try await HealthBench.run { bench in
        try Shell.run(
          [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=other",
            "-keyout", "/run/key", "-out", "/run/cert",
          ])
        _ = try bench.startServer(
          """
          import socket, ssl
          context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
          context.load_cert_chain('/run/cert', '/run/key')
          if \(isNew ? "True" : "False"): context.minimum_version = ssl.TLSVersion.TLSv1_3
          server = socket.create_server(('10.0.0.10', 443))
          server = context.wrap_socket(server, server_side=True)
          open('/run/ready', 'w')
          while True:
              try:
                  client = server.accept()[0]
                  client.recv(4096)
                  client.sendall(b'HTTP/1.1 200 OK\\r\\n' + (b'X: ' + b'x' * 1000 + b'\\r\\n') * 1000)
                  client.sendall(b'\\r\\n')
                  client.close()
              except OSError:
                  pass
          """)
        let supervisor = bench.makeSupervisor(
          HealthBench.dataPlane(HealthBench.check(.https, port: 443)))
        let target = { supervisor.statuses(\.rawValue).first }
        #expect(
          bench.drive { target()?.health == (reason == nil ? .healthy : .unhealthy) },
          "\(target()?.reason ?? "")")
        if let reason { #expect(target()?.reason?.hasSuffix(reason) == true) }
      }
    }
  }

  @Test("A server that never answers fails by the timeout, one that hangs up at once")
  func silence() async throws {
    try await HealthBench.run { bench in
      _ = try bench.startServer(
        """
        import socket
        server = socket.create_server(('10.0.0.10', 80))
        open('/run/ready', 'w')
        held = []
        while True: held.append(server.accept())
        """)
      var check = HealthBench.check(.http)
      check.timeout = 0.1
      let supervisor = bench.makeSupervisor(HealthBench.dataPlane(check))
      let target = { supervisor.statuses(\.rawValue).first }
      #expect(bench.drive { target()?.health == .unhealthy })
      #expect(target()?.reason == "timed out after 0.1 s")
    }
  }

  @Test("A node that cannot probe says so, and its targets keep their health")
  func inconclusive() async throws {
    try await HealthBench.run { bench in
      try Self.setCode(200)
      _ = try bench.startServer(HealthBench.httpServer(port: 80))
      let supervisor = bench.makeSupervisor(HealthBench.dataPlane(HealthBench.check(.http)))
      #expect(bench.drive { bench.control.published.last == [0: [HealthBench.targetAddress]] })
      try Shell.run("ip -n \(bench.node) addr del \(HealthBench.nodeAddress)/24 dev node")
      #expect(
        bench.drive { supervisor.problems.first?.contains("cannot send from 10.0.0.4") == true })
      try Shell.run("ip netns del \(bench.node)")
      #expect(bench.drive { supervisor.problems.first?.contains("cannot enter") == true })
      #expect(supervisor.statuses(\.rawValue).first?.health == .healthy)
    }
  }

  @Test("Each zone's node probes its own zone's targets; with cross-zone every node probes all")
  func zones() async throws {
    try await HealthBench.run { bench in
      try Self.setCode(200)
      let addresses = (UInt32(10)...12).map { IPAddress(ipv4: 0x0a00_0000 + $0) }
      for address in addresses.dropFirst() {
        try Shell.run("ip -n \(bench.target) addr add \(address)/24 dev eth0")
      }
      _ = try bench.startServer(
        HealthBench.httpServer(port: 80).replacing("10.0.0.10", with: "0.0.0.0"))
      let targets = addresses.enumerated().map {
        HealthBench.member($0.offset, zone: $0.offset, address: $0.element)
      }
      var dataPlane = HealthBench.dataPlane(
        HealthBench.check(.http), targets: targets, zones: [0, 1])
      let supervisor = bench.makeSupervisor(dataPlane)
      #expect(
        bench.drive { bench.control.published.last == [0: [addresses[0]], 1: [addresses[1]]] })
      let states = supervisor.statuses(\.rawValue).map { ($0.zone, $0.target, $0.health) }
      #expect(states.map(\.0) == [0, 1, 2])
      #expect(states.map(\.2) == [.healthy, .healthy, .unused])
      dataPlane.crossZone = true
      supervisor.update(bench.configuration(dataPlane))
      #expect(
        bench.drive {
          bench.control.published.last == [0: Set(addresses), 1: Set(addresses)]
        })
    }
  }

  @Test("Edits that come faster than probes keep no dead target in service")
  func edits() async throws {
    try await HealthBench.run { bench in
      let dead = HealthBench.member(0, address: IPAddress(ipv4: 0x0a00_0063))
      var check = HealthBench.check(.tcp)
      check.timeout = 0.2
      var dataPlane = HealthBench.dataPlane(check, targets: [dead])
      let supervisor = bench.makeSupervisor(dataPlane)
      var edits = 0
      func edit() {
        edits += 1
        dataPlane.tcpIdleTimeout = edits.isMultiple(of: 2) ? 350 : 351
        supervisor.update(bench.configuration(dataPlane))
        bench.loop.after(0.02, edit)
      }
      edit()
      #expect(bench.drive { supervisor.statuses(\.rawValue).first?.health == .unhealthy })
      #expect(edits > 2)
      #expect(supervisor.failedTargets(of: bench.node) == [dead.address])
    }
  }

  @Test("A new agent starts from the health that the last one left")
  func succession() async throws {
    try await HealthBench.run { bench in
      try Self.setCode(200)
      _ = try bench.startServer(HealthBench.httpServer(port: 80))
      let dead = HealthBench.member(1, address: IPAddress(ipv4: 0x0a00_0063))
      var check = HealthBench.check(.http)
      check.timeout = 0.1
      let dataPlane = HealthBench.dataPlane(check, targets: [HealthBench.member(0), dead])
      let first = bench.makeSupervisor(dataPlane)
      #expect(
        bench.drive {
          first.statuses(\.rawValue).map(\.health) == [.healthy, .unhealthy]
        })
      let since = first.statuses(\.rawValue).map(\.since)
      bench.control.published = []
      // Nothing has been probed when the second one publishes.
      let second = bench.makeSupervisor(dataPlane)
      #expect(bench.control.published == [[0: [HealthBench.targetAddress]]])
      #expect(second.statuses(\.rawValue).map(\.since) == since)
    }
  }

  @Test("When what the last agent left is damaged, the kernel's maps stand in for it")
  func damagedArchive() async throws {
    try await HealthBench.run { bench in
      try AtomicFile.write(Data("{".utf8), to: bench.runDirectory.health)
      let other = IPAddress(ipv4: 0x0a00_0063)
      bench.control.kernelTargets = [other]
      let targets = [HealthBench.member(0), HealthBench.member(1, address: other)]
      let supervisor = bench.makeSupervisor(
        HealthBench.dataPlane(HealthBench.check(.http), targets: targets))
      #expect(bench.control.published == [[0: [other]]])
      #expect(supervisor.statuses(\.rawValue).map(\.health) == [.initial, .healthy])
    }
  }

  @Test("A target that was replaced at its slot starts anew")
  func replacedTarget() async throws {
    try await HealthBench.run { bench in
      try Self.setCode(200)
      _ = try bench.startServer(HealthBench.httpServer(port: 80))
      let supervisor = bench.makeSupervisor(HealthBench.dataPlane(HealthBench.check(.http)))
      #expect(bench.drive { bench.control.published.last == [0: [HealthBench.targetAddress]] })
      let other = HealthBench.member(0, address: IPAddress(ipv4: 0x0a00_0063))
      supervisor.update(
        bench.configuration(HealthBench.dataPlane(HealthBench.check(.http), targets: [other])))
      #expect(bench.control.published.last == [0: []])
      #expect(supervisor.statuses(\.rawValue).map(\.health) == [.initial])
    }
  }

  @Test("Health that could not be published is published as soon as that is possible")
  func publicationRetried() async throws {
    try await HealthBench.run { bench in
      try Self.setCode(200)
      _ = try bench.startServer(HealthBench.httpServer(port: 80))
      bench.control.isRefusing = true
      let supervisor = bench.makeSupervisor(HealthBench.dataPlane(HealthBench.check(.http)))
      #expect(bench.drive { supervisor.statuses(\.rawValue).first?.health == .healthy })
      #expect(supervisor.problems.count == 1)
      bench.control.isRefusing = false
      #expect(bench.drive { bench.control.published.last == [0: [HealthBench.targetAddress]] })
      #expect(supervisor.problems.isEmpty)
    }
  }
}
