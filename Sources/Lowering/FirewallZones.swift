import HostState

/// The table that keeps the flows of a firewall's endpoints apart: one conntrack zone an endpoint.
///
/// It comes before defragmentation, so that fragments of overlapping tenants never meet either.
enum FirewallZones {
  static func text(slots: [Int]) -> String {
    guard !slots.isEmpty else { return "table inet bumpwire {\n}\n" }
    let zones = slots.map {
      "0x\(String(FirewallDataPlane.mark | UInt32($0), radix: 16)) : \($0 + 1)"
    }.joined(separator: ", ")
    let rule = """
      meta mark & 0x\(String(FirewallDataPlane.mark, radix: 16)) != 0x0 ct zone set meta mark map { \(zones) }
      """
    return """
      table inet bumpwire {
        chain prerouting {
          type filter hook prerouting priority -450; policy accept;
          \(rule)
        }
        chain output {
          type filter hook output priority -450; policy accept;
          \(rule)
        }
      }

      """
  }
}
