import HostState

/// What is to be made or changed, by the phases that it is for, each list in its natural order.
struct PendingObjects {
  /// With their sysctls.
  private(set) var namespaces: [HostObjectID] = []
  private(set) var links: [HostObjectID] = []
  /// With neighbours.
  private(set) var addresses: [HostObjectID] = []
  private(set) var routes: [HostObjectID] = []
  /// With the kernel's own rules that are to be absent.
  private(set) var rules: [HostObjectID] = []
  private(set) var nftables: [HostObjectID] = []
  private(set) var dataPlanes: [HostObjectID] = []
  private(set) var processes: [HostObjectID] = []

  /// - Parameter ids: Sorted.
  init(_ ids: [HostObjectID]) {
    for id in ids {
      switch id.kind {
      case .namespace, .sysctl: namespaces.append(id)
      case .link: links.append(id)
      case .address, .neighbor: addresses.append(id)
      case .route: routes.append(id)
      case .rule, .absentDefaultRule: rules.append(id)
      case .nftablesTable: nftables.append(id)
      case .dataPlane: dataPlanes.append(id)
      case .process: processes.append(id)
      // Nobody's desire.
      case .foreignRoute, .foreign: break
      }
    }
  }
}
