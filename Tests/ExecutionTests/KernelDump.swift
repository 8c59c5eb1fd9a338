import Foundation
import TestSupport

/// Everything that ip, tc, bridge, nft, sysctl and bpftool tell of the topology's namespaces, each
/// object as a whole, sorted where the kernel's order says nothing.
///
/// Left out is what nobody can make again, or does: timers, statistics, the numbers of programs, maps
/// and processes and those by which namespaces know each other, what the kernel learned of neighbours,
/// what it makes of a link's flags up to a second later (its state, net/core/link_watch.c), and what
/// the programs write themselves: flows, fragments and counters. Maglev tables are maps that are
/// exchanged as a whole: `Observer` compares what is in them.
struct KernelDump {
  private let lines: [String]

  /// - Parameter pins: Where programs and maps are pinned; nil for none.
  init(pins: String? = nil) throws {
    var lines: [String] = []
    for line in try Shell.run("ip netns list").split(separator: "\n").sorted() {
      let name = line.split(separator: " ")[0]
      for command in [
        "ip -n \(name) -j -d link", "ip -n \(name) -j -d addr",
        "ip -n \(name) -j neigh show nud permanent",
        "ip -n \(name) -j -d -4 route show table all", "ip -n \(name) -j -d -4 rule",
        "ip -n \(name) -j -d -6 route show table all", "ip -n \(name) -j -d -6 rule",
        "ip -n \(name) -j nexthop", "bridge -n \(name) -j -d link", "tc -n \(name) -j qdisc",
      ] { lines += try Self.objects(try Shell.run(command)).map { "\(command): \($0)" } }
      lines.append(try Shell.run("ip netns exec \(name) nft list ruleset"))
      lines.append(
        try Shell.run(
          "ip netns exec \(name) sysctl net.ipv4.conf net.ipv6.conf net.ipv4.ip_forward"))
      // An agent looks in for a moment, and so may one who is gone by now.
      let commands = try Shell.run("ip netns pids \(name)").split(separator: "\n").compactMap {
        try? String(decoding: Data(contentsOf: URL(filePath: "/proc/\($0)/cmdline")), as: UTF8.self)
      }
      lines += commands.filter { !$0.contains("\0agent\0--topology\0") }.sorted()
        .map { "\(name): \($0)" }
    }
    if let pins { lines += try Self.programs(in: pins) }
    self.lines = lines
  }

  /// What the kernel tells now and did not before, or the other way round.
  func difference(from before: KernelDump) -> [String] {
    lines.difference(from: before.lines).map { change in
      switch change {
      case .insert(_, let line, _): "+ \(line)"
      case .remove(_, let line, _): "- \(line)"
      }
    }
  }

  /// The maps that hold what is configured, each with its first keys where it has all from the start.
  private static let configured = [
    "settings": false, "secret": false, "endpoints": false, "endpoint_links": false, "nodes": false,
    "targets": true, "target_slots": false, "target_health": true, "appliance": false,
    "served_endpoints": false, "node_addresses": false, "ports": false, "appliances": false,
  ]

  private static func programs(in pins: String) throws -> [String] {
    var commands: [String] = []
    for path in try Shell.run("find \(pins) -mindepth 2 -type f").split(separator: "\n").sorted() {
      let parts = path.split(separator: "/")
      switch parts[parts.count - 2] {
      case "links": commands.append("link show pinned \(path)")
      case "maps":
        commands.append("map show pinned \(path)")
        switch configured[String(parts[parts.count - 1])] {
        case false?: commands.append("map dump pinned \(path)")
        case true?: commands += (0..<4).map { "map lookup pinned \(path) key \($0) 0 0 0" }
        case nil: break
        }
      default: commands.append("prog show pinned \(path)")
      }
    }
    let file = "/run/bpftool-commands"
    try Data((commands.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: file))
    let output = try Shell.run("bpftool -j batch file \(file)")
    let results =
      try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]] ?? []
    return try results.flatMap { result in
      let command = (result["command"] as? [String] ?? []).joined(separator: " ")
      // Of a map's entries, whose order says nothing.
      let objects = result["output"] as? [Any] ?? [result["output"] ?? "nothing"]
      return try objects.map { "\(command): \(try text($0, without: ofOneLife))" }.sorted()
    }
  }

  /// The objects of a list, sorted, as texts.
  private static func objects(_ output: String) throws -> [String] {
    guard !output.isEmpty else { return [] }
    let list = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [Any] ?? []
    return try list.map { try text($0, without: ["link_netnsid", "operstate"]) }.sorted()
  }

  /// Keys of bpftool that say of one program, map or attachment which it is, and of a map's entry the
  /// same in other words.
  private static let ofOneLife: Set = [
    "id", "prog_id", "btf_id", "map_ids", "loaded_at", "pids", "formatted",
  ]

  private static func text(_ object: Any, without keys: Set<String>) throws -> String {
    let data = try JSONSerialization.data(
      withJSONObject: [lasting(object, without: keys)], options: .sortedKeys)
    return String(decoding: data, as: UTF8.self)
  }

  private static func lasting(_ value: Any, without keys: Set<String>) -> Any {
    if let list = value as? [Any] { return list.map { lasting($0, without: keys) } }
    guard let object = value as? [String: Any] else { return value }
    return object.filter { !$0.key.hasSuffix("_timer") && !keys.contains($0.key) }
      .mapValues { lasting($0, without: keys) }
  }
}
