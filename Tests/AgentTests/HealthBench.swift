import Glibc
import HostState
import IPAddressing
import Logging
import RunDirectory
import TestSupport

@testable import Agent

/// A gateway load balancer's node and a target at the two ends of a veth, and the loop that probes.
final class HealthBench {
  let runDirectory = RunDirectory(topology: "bench")
  let node = NamespaceName(rawValue: "bw.bench.gwlb")
  let target = NamespaceName(rawValue: "bw.bench.target")
  let loop = EventLoop()
  let control = RecordedControl()
  let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  private var servers: [Int32] = []

  static let nodeAddress = IPAddress(ipv4: 0x0a00_0004)
  static let targetAddress = IPAddress(ipv4: 0x0a00_000a)

  static func run(_ body: (HealthBench) throws -> Void) async throws {
    try await KernelSandbox.run {
      let bench = HealthBench()
      for name in [bench.node, bench.target] {
        try TestSupport.NetworkNamespace.add(name.rawValue)
      }
      try bench.connect()
      try bench.runDirectory.create()
      defer { bench.endServers() }
      try body(bench)
    }
  }

  /// Makes the veth, and gives its ends their addresses.
  func connect() throws {
    try Shell.run("ip -n \(node) link add node type veth peer name eth0 netns \(target)")
    try Shell.run("ip -n \(node) addr add 10.0.0.3/24 dev node")
    try Shell.run("ip -n \(node) addr add \(Self.nodeAddress)/24 dev node")
    try Shell.run("ip -n \(target) addr add \(Self.targetAddress)/24 dev eth0")
    try Shell.run("ip -n \(node) link set node up")
    try Shell.run("ip -n \(target) link set eth0 up")
  }

  static func check(
    _ kind: GatewayLoadBalancerDataPlane.HealthProtocol, port: Int = 80,
    healthyThreshold: Int = 3, unhealthyThreshold: Int = 2
  ) -> GatewayLoadBalancerDataPlane.HealthCheck {
    .init(
      protocol: kind, port: port, path: "/health", interval: 0.05, timeout: 2,
      healthyThreshold: healthyThreshold, unhealthyThreshold: unhealthyThreshold)
  }

  static func member(
    _ slot: Int, zone: Int = 0, address: IPAddress = targetAddress
  ) -> GatewayLoadBalancerDataPlane.Target {
    .init(
      slot: slot, resource: "firewalls[\(slot)]", address: address, zone: zone,
      nextHopMACAddresses: [:])
  }

  static func dataPlane(
    _ check: GatewayLoadBalancerDataPlane.HealthCheck,
    targets: [GatewayLoadBalancerDataPlane.Target] = [member(0)], zones: [Int] = [0],
    crossZone: Bool = false
  ) -> GatewayLoadBalancerDataPlane {
    GatewayLoadBalancerDataPlane(
      endpoints: [],
      nodes: zones.map {
        .init(
          zone: $0, link: LinkName(rawValue: "node"), linkIndex: 2, address: nodeAddress,
          macAddress: MACAddress(bits: 0))
      },
      targets: targets, crossZone: crossZone, stickiness: .fiveTuple, tcpIdleTimeout: 350,
      rebalances: false, deregistrationDelay: 300, healthCheck: check)
  }

  func configuration(_ dataPlane: GatewayLoadBalancerDataPlane) -> AgentConfiguration {
    AgentConfiguration(
      topology: "bench",
      namespaces: [
        node: .init(
          resource: "security/gateway_load_balancer/inspection",
          dataPlane: .gatewayLoadBalancer(dataPlane))
      ])
  }

  func makeSupervisor(_ dataPlane: GatewayLoadBalancerDataPlane) -> HealthSupervisor {
    let supervisor = HealthSupervisor(runDirectory, control: control, on: loop, logger: logger)
    supervisor.update(configuration(dataPlane))
    return supervisor
  }

  /// Serves the loop until the condition holds; false if it never does.
  func drive(seconds: Double = 20, until condition: @escaping () -> Bool) -> Bool {
    let deadline = MonotonicTime.now + seconds
    func look() {
      if condition() || deadline < .now { loop.stop() } else { loop.after(0.002, look) }
    }
    loop.after(0, look)
    loop.run()
    return condition()
  }

  /// Starts a Python program in the target's namespace; it has to make the file `/run/ready`.
  func startServer(_ program: String) throws -> ProcessIdentity {
    unlink("/run/ready")
    let descriptor = open(NetworkNamespaceFile.path(of: target), O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(nothing) }
    let pid = try SpawnedProgram(
      path: "/usr/bin/python3", arguments: ["-c", program],
      environment: SpawnedProgram.environment, directory: "/run"
    ).start(namespace: descriptor, input: nothing, output: nothing, error: nothing)
    servers.append(pid)
    guard AgentBench.eventually({ access("/run/ready", F_OK) == 0 }),
      let identity = ProcessStatus.read(pid: pid)?.identity
    else { throw AgentBench.Vanished() }
    return identity
  }

  func endServers() {
    for pid in servers {
      kill(pid, SIGKILL)
      var status: Int32 = 0
      waitpid(pid, &status, 0)
    }
    servers = []
  }

  /// Answers with the status in `/run/code` and notes who asked for what.
  static func httpServer(port: Int, prepare: String = "") -> String {
    """
    import http.server, os
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            open('/run/seen', 'w').write(self.client_address[0] + ' ' + self.path)
            self.send_response(int(open('/run/code').read()))
            self.end_headers()
    server = http.server.HTTPServer(('10.0.0.10', \(port)), Handler)
    \(prepare)
    open('/run/ready', 'w')
    server.serve_forever()
    """
  }
}
