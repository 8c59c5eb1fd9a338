import Foundation
import TestSupport
import Testing

extension KernelTests {
  /// Too little memory for an apply, of its own address space and data, or of all that the kernel makes
  /// for it; each seed is a round.
  @Suite("Out of memory")
  struct MemoryTests {
    private static let source = "Tests/EndToEndTests/Topologies/direct"

    enum Limit: String, CaseIterable {
      /// RLIMIT_AS and RLIMIT_DATA: an allocation is refused.
      case addresses, data
      /// A control group's: the kernel refuses to make something, or ends the process.
      case group
    }

    @Test(
      "wherever an apply ends for want of memory, the next one converges and destroy leaves nothing",
      arguments: Limit.allCases)
    func exhausted(_ limit: Limit) async throws {
      try await Lab.run { lab in
        let path = try lab.topology(Self.source)
        let whole = try Self.need(of: path, lab)
        let group = limit == .group ? try MemoryGroup() : nil
        let most = whole[limit] ?? 0
        var counts = Campaign.Counts()
        var endings: [String: Int] = [:]
        for round in 0..<Campaign.rounds(4, whole: 100) {
          var random = SplitMix64(seed: UInt64(round))
          let share = Double.random(in: 0.1..<0.8, using: &random)
          let bytes = Int(Double(most) * share)
          let wrapper =
            switch limit {
            case .addresses: ["prlimit", "--as=\(bytes)", "--core=0"]
            case .data: ["prlimit", "--data=\(bytes)", "--core=0"]
            case .group: try #require(group).wrapper(limit: bytes)
            }
          let apply = try Bumpwire.run(["apply", "--yes", path], through: wrapper)
          let place = "round \(round), \(bytes) of \(most) bytes"
          #expect(apply.ending != .outOfTime, "\(place): \(apply)")
          endings["\(apply.ending)", default: 0] += 1
          counts.injections += apply.status == 0 ? 0 : 1
          if Bool.random(using: &random) {
            try lab.apply(path)
            try lab.expectNoChanges(path)
            counts.converged += 1
          }
          let destroy = try Bumpwire.run("destroy", "--yes", "direct")
          #expect(destroy.status == 0, "\(place): \(destroy)")
          counts.destroyed += 1
          let left = lab.leftovers.filter { !$0.contains(" /run/memory ") }
          #expect(left.isEmpty, "\(place): \(left)")
          counts.leaked += left.count
        }
        group?.remove()
        #expect(counts.injections > 0, "\(endings)")
        print("out of memory, \(limit.rawValue): \(counts); \(endings)")
      }
    }

    /// What an apply takes at its end, in bytes.
    private static func need(of path: String, _ lab: Lab) throws -> [Limit: Int] {
      let plan = try Bumpwire.run("plan", path)
      let count = try #require(
        plan.lastLine.split(separator: " ").compactMap { Int($0) }.first, "\(plan)")
      let apply = try Bumpwire.start(
        ["apply", "--yes", path], environment: ["BUMPWIRE_FAULT": "stop@\(count - 5)"])
      try #require(eventually(within: 60) { apply.isStopped })
      let status = try String(contentsOfFile: "/proc/\(apply.pid)/status", encoding: .utf8)
      apply.send(SIGCONT)
      #expect(apply.wait().status == 0)
      try lab.destroy("direct")
      func bytes(_ name: String) throws -> Int {
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("\(name):") })
        return try #require(
          line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap {
            Int($0)
          }) << 10
      }
      return [
        .addresses: try bytes("VmPeak"), .data: try bytes("VmData"),
        .group: try bytes("VmRSS"),
      ]
    }
  }
}

/// A control group of the test's own, of either version, with a limit on memory.
private struct MemoryGroup {
  private static let mount = "/run/memory"
  private let path = "\(mount)/bumpwire-test-\(getpid())-\(UInt32.random(in: 0 ... .max))"
  private let limitFile: String

  init() throws {
    try Shell.run("mkdir -p \(Self.mount)")
    // The first version's hierarchy, where the controller is in that; the second version's otherwise.
    if (try? Shell.run("mount -t cgroup -o memory cgroup \(Self.mount)")) != nil {
      limitFile = "memory.limit_in_bytes"
    } else {
      try Shell.run("mount -t cgroup2 cgroup2 \(Self.mount)")
      limitFile = "memory.max"
    }
    try Shell.run("mkdir \(path)")
    try #require(access("\(path)/\(limitFile)", F_OK) == 0, "no memory controller")
  }

  /// What runs a program in the group.
  func wrapper(limit: Int) -> [String] {
    [
      "sh", "-c",
      "echo \(limit) >\(path)/\(limitFile) && echo $$ >\(path)/cgroup.procs && exec \"$0\" \"$@\"",
    ]
  }

  func remove() {
    _ = eventually(within: 10) { rmdir(path) == 0 }
    _ = try? Shell.run("umount \(Self.mount)")
  }
}
