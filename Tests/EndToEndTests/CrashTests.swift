import Foundation
import TestSupport
import Testing

extension KernelTests {
  /// What happens to whoever changes a host, and to what it remembers, at random; each seed is a round.
  @Suite("Crashes at random")
  struct CrashTests {
    private static let source = "Tests/EndToEndTests/Topologies/direct"

    private static var rounds: Int { Campaign.rounds(whole: 200) }

    @Test(
      "killed at any time, with a damaged database or none: apply converges, destroy leaves nothing"
    )
    func kills() async throws {
      try await Lab.run { lab in
        try Self.makeForeignThings()
        let foreign = try Self.foreignThings()
        let path = try lab.topology(Self.source)
        let changed = try lab.topology(
          Self.source,
          changing: [
            ("size: 2", "size: 1"),
            (
              "    instances:\n",
              "    instances:\n      api: { subnet: app, public_address: 203.0.113.21 }\n"
            ),
          ], as: "changed.yaml")
        let start = Date()
        try lab.apply(path)
        let longest = Date().timeIntervalSince(start)
        var counts = Campaign.Counts()
        for round in 0..<Self.rounds {
          var random = SplitMix64(seed: UInt64(round))
          let commands = [
            ["apply", "--yes", "--no-drain", changed], ["apply", "--yes", "--no-drain", path],
            ["destroy", "--yes", "direct"],
          ]
          let command = try Bumpwire.start(commands[round % commands.count])
          usleep(UInt32(Double.random(in: 0..<longest, using: &random) * 1_000_000))
          command.send(SIGKILL)
          let result = command.wait()
          counts.injections += result.ending == .killed(signal: SIGKILL) ? 1 : 0
          if Bool.random(using: &random) {
            try Self.damageDatabase(&random)
            counts.injections += 1
          }
          if Int.random(in: 0..<3, using: &random) == 0 {
            let destroy = try Bumpwire.run("destroy", "--yes", "direct")
            let left = lab.leftovers.filter { !Self.isForeign($0) }
            #expect(destroy.status == 0 && left.isEmpty, "round \(round): \(left), \(destroy)")
            counts.destroyed += 1
            counts.leaked += left.count
          } else {
            let target = Bool.random(using: &random) ? path : changed
            let apply = try Bumpwire.run(["apply", "--yes", "--no-drain", target])
            #expect(apply.status == 0, "round \(round): \(apply)")
            let plan = try Bumpwire.run(["plan", "--detailed-exitcode", target])
            #expect(plan.status == 0, "round \(round): \(plan)")
            counts.converged += apply.status == 0 && plan.status == 0 ? 1 : 0
          }
          let now = try Self.foreignThings()
          #expect(now == foreign, "round \(round)")
        }
        _ = try Bumpwire.run("destroy", "--yes", "direct")
        let left = lab.leftovers.filter { !Self.isForeign($0) }
        #expect(left.isEmpty, "\(left)")
        counts.leaked += left.count
        #expect(counts.converged + counts.destroyed == Self.rounds)
        print("crashes at random: \(counts)")
      }
    }

    @Test("a state directory that fails to be written at any moment: all of it, or nothing")
    func inputOutputErrors() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        var counts = Campaign.Counts()
        for round in 0..<Self.rounds {
          var random = SplitMix64(seed: UInt64(1000 + round))
          let isChange = Bool.random(using: &random)
          if isChange { try lab.apply(path) }
          let target =
            isChange
            ? try lab.topology(
              Self.source, changing: [("203.0.113.20", "203.0.113.21")], as: "changed.yaml") : path
          let error = round % 2 == 0 ? "EIO" : "ENOSPC"
          let first = Int.random(in: 1...(round % 3 == 0 ? 12 : 60), using: &random)
          // Only the thread that writes the state, so that nothing that is started is watched too.
          let calls = "pwrite64,fdatasync,fsync"
          let apply = try Bumpwire.run(
            ["apply", "--yes", target],
            through: [
              "strace", "-qqq", "-o", "/dev/null", "-e", "trace=\(calls)", "-e",
              "inject=\(calls):error=\(error):when=\(first)+",
            ])
          let place = "round \(round), \(error) from call \(first)"
          #expect([0, 1, 3, 69].contains(apply.status), "\(place): \(apply)")
          counts.injections += apply.status == 0 ? 0 : 1
          if [3, 69].contains(apply.status) {
            if isChange {
              try lab.expectNoChanges(path)
            } else {
              let left = lab.leftovers.filter { !$0.hasPrefix("file /var/lib/bumpwire/") }
              #expect(left.isEmpty, "\(place): \(left)")
            }
          }
          try lab.apply(target)
          try lab.expectNoChanges(target)
          counts.converged += 1
          let destroy = try Bumpwire.run("destroy", "--yes", "direct")
          #expect(destroy.status == 0, "\(place): \(destroy)")
          counts.leaked += lab.leftovers.count
          counts.destroyed += 1
          lab.expectNothingLeft()
        }
        print("state directory's errors: \(counts)")
      }
    }

    @Test(
      "no room for one more file under /run, a namespace's name or any other: all of it, or nothing"
    )
    func fullRunDirectory() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        var counts = Campaign.Counts()
        let many = "mount -o remount,nr_inodes=100000 /run"
        try Shell.run(many)
        try lab.apply(path)
        let most = try Self.filesUnderRun()
        #expect(try Bumpwire.run("destroy", "--yes", "direct").status == 0)
        let least = try Self.filesUnderRun()
        for round in 0..<Self.rounds {
          var random = SplitMix64(seed: UInt64(2000 + round))
          let limit = least + Int.random(in: 1..<(most - least), using: &random)
          try Shell.run("mount -o remount,nr_inodes=\(limit) /run")
          let apply = try Bumpwire.run("apply", "--yes", path)
          let place = "round \(round), \(limit - least) files"
          #expect([0, 1, 3, 69].contains(apply.status), "\(place): \(apply)")
          counts.injections += apply.status == 0 ? 0 : 1
          let names = lab.leftovers.filter { $0.hasPrefix("namespace") }
          #expect(names.isEmpty || ![3, 69].contains(apply.status), "\(place): \(names)")
          if Bool.random(using: &random) {
            try Shell.run(many)
            try lab.apply(path)
            try lab.expectNoChanges(path)
            counts.converged += 1
          }
          let destroy = try Bumpwire.run("destroy", "--yes", "direct")
          #expect(destroy.status == 0, "\(place): \(destroy)")
          try Shell.run(many)
          // The mount is another, by its limit.
          let left = lab.leftovers.filter { !$0.hasPrefix("mount tmpfs /run ") }
          #expect(left.isEmpty, "\(place): \(left)")
          counts.leaked += left.count
          counts.destroyed += 1
        }
        print("no more files: \(counts)")
      }
    }

    private static func filesUnderRun() throws -> Int {
      try #require(
        Int(
          Shell.run("df --output=iused /run").split(separator: "\n").last.map {
            $0.trimmingCharacters(in: .whitespaces)
          } ?? ""))
    }

    @Test("as many namespaces as the kernel allows, and no more: none is left")
    func namespaceLimit() async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        // The limit is a user namespace's own.
        let script = """
          mount -t tmpfs tmpfs /run && echo $LIMIT >/proc/sys/user/max_net_namespaces || exit 99
          "$0" apply --yes "$1"
          status=$?
          test -z "$(ls /run/netns 2>/dev/null)" || exit 98
          exit $status
          """
        let file = "/var/lib/topology/topology.yaml"
        try FileManager.default.createDirectory(
          atPath: "/var/lib/topology", withIntermediateDirectories: true)
        for name in ["topology.yaml", "firewall.nft"] {
          try FileManager.default.copyItem(
            atPath: "\(lab.folder)/\(name)", toPath: "/var/lib/topology/\(name)")
        }
        try #require(!path.isEmpty)
        for limit in [4, 6, 9] {
          let apply = try RunningCommand(
            [
              "unshare", "--user", "--map-root-user", "--mount", "--net", "sh", "-c", script,
              Bumpwire.executable, file,
            ], environment: ["LIMIT": "\(limit)"]
          ).wait()
          // Looking at nftables' tables takes some as well, and the kernel lets them go by and by.
          #expect([3, 69].contains(apply.status), "\(limit): \(apply)")
          #expect(apply.errors.contains("No space left on device"), "\(limit): \(apply)")
        }
      }
    }

    /// Cuts the database off somewhere, writes junk into it, or takes it away.
    private static func damageDatabase(_ random: inout SplitMix64) throws {
      let path = "/var/lib/bumpwire/direct.sqlite"
      guard access(path, F_OK) == 0 else { return }
      var data = try Data(contentsOf: URL(filePath: path))
      switch Int.random(in: 0..<3, using: &random) {
      case 0: data = data.prefix(Int.random(in: 0...data.count, using: &random))
      case 1:
        for _ in 0..<64 where !data.isEmpty {
          data[Int.random(in: 0..<data.count, using: &random)] = 0xa5
        }
      default:
        try FileManager.default.removeItem(atPath: path)
        return
      }
      try data.write(to: URL(filePath: path))
    }

    /// A namespace, links, routes, rules, tables and a pinned map that are nobody's business.
    private static func makeForeignThings() throws {
      for line in [
        "ip netns add bw.directory.app", "ip -n bw.directory.app link set lo up",
        "ip link add foreign type veth peer name foreign2",
        "ip addr add 192.0.2.1/24 dev foreign", "ip link set foreign up",
        "ip route add 198.18.0.0/15 via 192.0.2.2 dev foreign onlink table 4711",
        "ip rule add pref 471 lookup 4711", "nft add table inet foreign",
        "nft add chain inet foreign kept", "mkdir /run/foreign", "mount -t bpf bpf /run/foreign",
        "bpftool map create /run/foreign/kept type array key 4 value 4 entries 1 name kept",
        "bpftool map update pinned /run/foreign/kept key 0 0 0 0 value 1 2 3 4",
      ] { try Shell.run(line) }
    }

    private static func isForeign(_ leftover: String) -> Bool {
      leftover.contains("bw.directory.app") || leftover.hasPrefix("link foreign")
        || leftover.hasPrefix("mount ") && leftover.contains(" /run/foreign ")
    }

    private static func foreignThings() throws -> String {
      try [
        "ip -j -d addr", "ip -j -d route show table all", "ip -j -d rule", "nft list ruleset",
        "ip -n bw.directory.app -j -d addr", "ip netns exec bw.directory.app nft list ruleset",
        "find /run/foreign", "bpftool map dump pinned /run/foreign/kept",
        "bpftool -j map show pinned /run/foreign/kept",
      ].map { try Shell.run($0) }.joined()
    }
  }
}
