import Foundation
import TestSupport
import Testing

extension KernelTests {
  @Suite("What somebody changes by hand")
  struct DriftTests {
    private static let source = "Tests/EndToEndTests/Topologies/direct"
    private static let router = "bw.direct.app"
    private static let web = "bw.direct.app.instance.web"
    private static let appliances = "bw.direct.security.appliance_group.appliances"
    private static let attach = Repository.path("Tests/EndToEndTests/Support/attach_program.py")
    private static let pins = "/run/bumpwire/direct/bpf/v[0-9]*"

    /// What is done, and the object that a plan must name for it, by namespace.
    private struct Tampering {
      let script: String
      let namespace: String
      let object: String

      init(_ script: String, _ namespace: String, _ object: String) {
        self.script = script
        self.namespace = namespace
        self.object = object
      }
    }

    private static let tampering = [
      Tampering("ip -n \(router) route delete default table $TABLE", router, "route 0.0.0.0/0 "),
      Tampering(
        "ip -n \(router) route add blackhole 192.0.2.0/24 table $TABLE", router,
        "route 192.0.2.0/24 "),
      Tampering(
        "ip -n \(router) address add 192.0.2.1/32 dev s-app", router, "address 192.0.2.1 dev s-app"),
      Tampering("ip -n \(web) address flush dev eth0", web, "address 10.0.21.4 dev eth0"),
      Tampering("ip -n \(router) rule delete pref 5000", router, "rule pref 5000 "),
      Tampering("ip -n \(router) rule add pref 900 lookup main", router, "rule pref 900 "),
      Tampering("ip -n \(router) link set s-gwlbe down", router, "link s-gwlbe"),
      Tampering("ip -n \(router) link set s-app alias other", router, "link s-app"),
      Tampering(
        "ip -n \(appliances).1 link delete eth0", "bw.direct.security", "link a-appliances-1"),
      Tampering(
        "ip -n \(router) neighbor replace 10.0.21.77 lladdr 02:00:00:00:00:77 dev s-app"
          + " nud permanent", router, "neighbor 10.0.21.77 dev s-app"),
      Tampering(
        "ip netns exec \(router) sysctl -qw net.ipv6.neigh.s-gwlbe.mcast_solicit=3", router,
        "link s-gwlbe"),
      Tampering(
        "bridge -n \(router) fdb delete $(ip -n \(web) -br link show eth0 | awk '{print $3}')"
          + " dev i-web master", router, "link i-web"),
      Tampering(
        "ip netns exec \(router) sysctl -qw net.ipv4.ip_forward=0", router,
        "sysctl net/ipv4/ip_forward"),
      Tampering(
        "ip netns exec \(appliances).0 nft flush chain inet firewall forward", "\(appliances).0",
        "nftables table inet firewall"),
      Tampering(
        "ip netns exec \(router) nft add table inet other", router, "nftables table inet other"),
      // A program that is detached, a map's entry that is gone, and filters.
      Tampering(
        "rm \(pins)/*gateway_load_balancer*/links/gwlb_endpoint-*",
        "bw.direct.security.gateway_load_balancer.inspection", "data plane"),
      Tampering(
        "bpftool map delete pinned \(pins)/*internet_gateway/maps/public_to_private"
          + " key 203 0 113 20", "bw.direct.app.internet_gateway", "data plane"),
      Tampering(
        "ip netns exec \(router) sh -c 'for link in /sys/class/net/*; do"
          + " tc qdisc delete dev ${link##*/} clsact 2>/dev/null || true; done'", router,
        "data plane"),
      // What is of no kind that a topology makes.
      Tampering("ip -n \(web) link set lo down", web, "link lo"),
      Tampering(
        "ip -n \(router) xfrm policy add dir fwd src 0.0.0.0/0 dst 0.0.0.0/0 action block", router,
        "xfrm policies in 0 out 0 fwd 1"),
      Tampering(
        "ip netns exec \(router) iptables-legacy -P FORWARD DROP", router,
        "iptables-legacy table filter"),
      Tampering(
        "ip netns exec \(router) ip6tables-legacy -A INPUT -p tcp -j DROP", router,
        "ip6tables-legacy table filter"),
      Tampering(
        "ip -n \(router) nexthop add id 5 via 169.254.0.1 dev igw onlink\n"
          + "ip -n \(router) route add 9.9.8.0/24 nhid 5 table $TABLE", router,
        "nexthop id 5 via 169.254.0.1 dev igw"),
      Tampering("true", router, "route 9.9.8.0/24 nhid 5 "),
      Tampering(
        "ip -n \(router) neighbor add proxy 10.9.9.9 dev igw", router,
        "neighbor proxy 10.9.9.9 dev igw"),
      Tampering(
        "ip -n \(router) address add 10.9.9.9 peer 10.9.9.10 dev s-app", router,
        "address 10.9.9.9/32 peer 10.9.9.10 dev s-app"),
      Tampering(
        "ip -n \(router) address add 10.9.9.8/32 dev s-app valid_lft 3000 preferred_lft 3000",
        router, "address 10.9.9.8/32 valid for a while dev s-app"),
      Tampering(
        "ip -n \(router) address change 10.0.11.1/28 dev s-gwlbe valid_lft 3000 preferred_lft 3000",
        router, "address 10.0.11.1 dev s-gwlbe"),
      Tampering("tc -n \(web) qdisc add dev eth0 root pfifo limit 1", web, "qdisc pfifo dev eth0"),
      Tampering(
        """
        mkdir /run/lab/bpf
        mount -t bpf bpf /run/lab/bpf
        python3 \(attach) pin /run/lab/bpf/drop
        for link in igw u-app; do tc -n \(router) qdisc add dev $link clsact; done
        tc -n \(router) filter add dev igw ingress bpf da object-pinned /run/lab/bpf/drop
        tc -n \(router) filter add dev u-app egress pref 1 bpf da object-pinned /run/lab/bpf/drop
        umount /run/lab/bpf
        """, router, "qdisc clsact dev igw"),
      Tampering("true", router, "filter egress pref 1 bpf dev u-app"),
      Tampering(
        "ip netns exec \(router) python3 \(attach) attach s-gwlbe", router, "program id "),
      Tampering(
        "ip netns delete bw.direct.internet.client", "bw.direct.internet.client", "namespace"),
    ]

    @Test("is named by plan with its resource and line, and put back by apply")
    func everyKind() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        try lab.apply(path)
        let client = Client(namespace: "bw.direct.internet.client")
        try client.getEventually("203.0.113.20", port: 8080)
        let status = try lab.status("direct")
        // Nobody starts the process again.
        for pid in [status.agent.pid] + status.processes.map(\.pid) {
          kill(try #require(pid), SIGKILL)
        }
        let table =
          "TABLE=$(ip -n \(Self.router) rule | sed -n 's/.*iif s-app lookup //p' | head -n 1)\n"
        for one in Self.tampering { try Shell.run(["bash", "-ec", table + one.script]) }

        let report = try Bumpwire.run("status", "direct")
        #expect(report.output.contains("Drift since the last apply"), "\(report)")
        let plan = try Bumpwire.run("plan", "--detailed-exitcode", path)
        #expect(plan.status == 2, "\(plan)")
        let process = Tampering("", Self.web, "process main")
        for one in Self.tampering + [process] {
          let found = Self.lines(of: one.namespace, in: plan.output)
            .filter { $0.contains(" \(one.object)") }
          #expect(found.contains { $0.contains("somebody else") }, "\(one): \(plan)")
          #expect(
            found.contains { $0.contains("# ") && $0.contains("\(path):") }, "\(one): \(plan)")
        }
        try lab.apply(path)
        try lab.expectNoChanges(path)
        try client.getEventually("203.0.113.20", port: 8080)
        try lab.destroy("direct")
      }
    }

    private static let settings = [
      (
        "ip netns exec \(router) sysctl -qw net.ipv4.conf.s-app.forwarding=0",
        "ipv4.forwarding 0 -> 1"
      ),
      (
        "ip netns exec \(router) sysctl -qw net.ipv4.conf.s-app.rp_filter=1",
        "ipv4.rp_filter 1 -> 0"
      ),
      (
        "ip netns exec \(router) sysctl -qw net.ipv6.conf.s-app.forwarding=0",
        "ipv6.forwarding 0 -> 1"
      ),
      (
        "ip netns exec \(router) sysctl -qw net.ipv6.conf.igw.disable_ipv6=1",
        "ipv6.disable_ipv6 1 -> 0"
      ),
      ("bridge -n \(router) link set dev i-web state 0", "port.state 0 -> 3"),
      ("bridge -n \(router) link set dev i-web isolated on learning on", "port.isolated 1 -> 0"),
      (
        "ip -n \(router) link set b-app type bridge forward_delay 200 stp_state 1 ageing_time 0",
        "bridge.stp_state 1 -> 0, bridge.forward_delay 200 -> 0, bridge.ageing_time 0 -> 30000"
      ),
      ("ip -n \(router) link set igw promisc on arp off", "link.promisc 1 -> 0, link.arp 0 -> 1"),
      (
        "python3 -c '\(loader)' /run/lab/bpf/drop"
          + " && ip -n \(router) link set dev s-app xdpgeneric pinned /run/lab/bpf/drop",
        "xdp 2 -> 0"
      ),
      (
        "bpftool map delete pinned \(pins)/*gateway_load_balancer*/maps/maglev key 0 0 0 0",
        "maglev table of zone a"
      ),
    ]

    /// Pins an XDP program that drops everything.
    private static let loader = """
      import ctypes, struct, sys
      libc = ctypes.CDLL(None, use_errno=True)
      code = ctypes.create_string_buffer(bytes.fromhex("b700000001000000" "9500000000000000"))
      name = ctypes.create_string_buffer(b"GPL")
      load = struct.pack("IIQQIIQII", 6, 2, ctypes.addressof(code), ctypes.addressof(name), 0, 0, 0, 0, 0)
      fd = libc.syscall(321, 5, load, len(load))
      path = ctypes.create_string_buffer(sys.argv[1].encode())
      pin = struct.pack("QII", ctypes.addressof(path), fd, 0)
      sys.exit(libc.syscall(321, 6, pin, len(pin)) if fd >= 0 else 1)
      """

    @Test("settings of links, of bridges' ports, and programs before them are put back one by one")
    func linkSettings() async throws {
      try await Lab.run { lab in
        try Shell.run("mkdir /run/lab/bpf")
        try Shell.run("mount -t bpf bpf /run/lab/bpf")
        let path = try lab.topology(Self.source)
        try lab.apply(path)
        let client = Client(namespace: "bw.direct.internet.client")
        try client.getEventually("203.0.113.20", port: 8080)
        let connection = try client.connect(to: "203.0.113.20", port: 8080)
        for (script, words) in Self.settings {
          try Shell.run(["bash", "-ec", script])
          let plan = try Bumpwire.run("plan", "--detailed-exitcode", path)
          #expect(plan.status == 2, "\(script): \(plan)")
          #expect(plan.output.contains("changed by somebody else"), "\(script): \(plan)")
          #expect(plan.output.contains(words), "\(script): \(plan)")
          try lab.apply(path)
          try lab.expectNoChanges(path)
        }
        try client.getEventually("203.0.113.20", port: 8080)
        #expect(try connection.get("/resource", host: "web") == "app/instance/web")
        try Shell.run("umount /run/lab/bpf")
        try lab.destroy("direct")
      }
    }

    @Test("destroy ends what somebody started inside, which would keep a namespace without a name")
    func inhabitants() async throws {
      try await Lab.run { lab in
        try lab.apply(try lab.topology(Self.source))
        let process = try RunningCommand(["sleep", "1000"], in: Self.router)
        try lab.destroy("direct")
        #expect(process.wait(seconds: 5).ending == .killed(signal: SIGTERM))
      }
    }

    /// A plan's lines about one namespace.
    private static func lines(of namespace: String, in plan: String) -> [Substring] {
      let lines = plan.split(separator: "\n", omittingEmptySubsequences: false)
      guard let start = lines.firstIndex(where: { $0 == namespace }) else { return [] }
      return Array(lines[(start + 1)...].prefix { !$0.isEmpty })
    }

    @Test("and what another topology on the host does, is none of a topology's business")
    func neighbors() async throws {
      try await Lab.run { lab in
        let direct = Repository.path("\(Self.source)/topology.yaml")
        let twins = Repository.path("Tests/EndToEndTests/Topologies/twins/topology.yaml")
        // At once.
        let both = try [direct, twins].map { try Bumpwire.start(["apply", "--yes", $0]) }
        for apply in both {
          let result = apply.wait()
          #expect(result.status == 0, "\(result)")
        }
        for path in [direct, twins] { try lab.expectNoChanges(path) }
        let client = Client(namespace: "bw.direct.internet.client")
        try client.getEventually("203.0.113.20", port: 8080)
        let connection = try client.connect(to: "203.0.113.20", port: 8080)
        let before = try Self.dump("bw.direct.")

        try Shell.run("ip -n bw.twins.red link set dev s-app mtu 1400")
        try lab.expectNoChanges(direct)
        try lab.apply(twins)
        #expect(try Bumpwire.run("destroy", "--yes", "twins").status == 0)
        #expect(!lab.leftovers.contains { $0.contains("twins") }, "\(lab.leftovers)")
        #expect(try Self.dump("bw.direct.") == before)
        try lab.expectNoChanges(direct)
        #expect(try connection.get("/resource", host: "web") == "app/instance/web")
        try lab.destroy("direct")
      }
    }

    /// All that ip and nft tell of some namespaces, but for what changes by itself.
    private static func dump(_ prefix: String) throws -> [String] {
      let names = try Shell.run("ip netns list").split(separator: "\n")
        .compactMap { $0.split(separator: " ").first }.filter { $0.hasPrefix(prefix) }.sorted()
      return try names.flatMap { name in
        try [
          "ip -n \(name) -o link", "ip -n \(name) -o address", "ip -n \(name) rule",
          "ip -n \(name) route show table all", "ip netns exec \(name) nft list ruleset",
        ].map { try Shell.run($0) }
      }
    }
  }
}
