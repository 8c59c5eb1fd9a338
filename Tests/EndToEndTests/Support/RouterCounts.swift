import Foundation
import TestSupport

/// Which datagrams come to an instance of the lab that are for others, by the port of who asked: also its
/// own, where a route brings them back, which it does not forward (a martian source).
struct RouterCounts {
  private let namespace: String

  /// Counts from now on.
  ///
  /// - Parameters:
  ///   - port: the destination's of requests.
  ///   - translators: addresses whose datagrams from that port are no replies.
  init(_ lab: Lab, namespace: String, port: UInt16, besides translators: Set<String>) throws {
    self.namespace = namespace
    let others = translators.sorted().map { "ip saddr \($0) udp sport \(port) return" }
    let ruleset = """
      table inet counts {
        set requests { type inet_service; size 65535; flags dynamic; }
        set replies { type inet_service; size 65535; flags dynamic; }
        chain arrivals {
          type filter hook prerouting priority filter; policy accept;
          fib daddr type local return
          \(others.joined(separator: "\n"))
          udp dport \(port) add @requests { udp sport }
          udp sport \(port) add @replies { udp dport }
        }
      }

      """
    let file = try lab.write(ruleset, to: "counts.nft")
    try Shell.run("ip netns exec \(namespace) nft -f \(file)")
  }

  /// Of the set `requests` or `replies`.
  func ports(_ set: String) throws -> Set<Int> {
    let text = try Shell.run("ip netns exec \(namespace) nft -j list set inet counts \(set)")
    let document = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
    return Set(document.nftables.flatMap { $0.set?.elem ?? [] })
  }

  private struct Document: Decodable {
    struct Entry: Decodable { var set: Elements? }
    struct Elements: Decodable { var elem: [Int]? }

    var nftables: [Entry]
  }
}
