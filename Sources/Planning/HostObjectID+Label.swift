package import HostState
import IPAddressing

extension HostObjectID {
  /// The object without its namespace, in the words of ip(8).
  package var label: String {
    switch kind {
    case .namespace: "namespace"
    case .sysctl(let path): "sysctl \(path)"
    case .link(let name): "link \(name)"
    case .address(let link, let address): "address \(address) dev \(link)"
    case .neighbor(let link, let address): "neighbor \(address) dev \(link)"
    case .route(let table, let destination, let metric):
      "route \(destination) table \(table)" + (metric == 1 ? "" : " metric \(metric)")
    case .foreignRoute(let route): "route \(route.action) table \(route.table)"
    case .foreign(let item): item.description
    case .rule(let rule): "rule \(rule)"
    case .absentDefaultRule(let rule):
      "absence of default rule \(rule.family == .ipv6 ? "-6 " : "")pref \(rule.table.preference)"
    case .nftablesTable(let name): "nftables table \(name)"
    case .dataPlane: "data plane"
    case .process(let name): "process \(name)"
    }
  }
}
