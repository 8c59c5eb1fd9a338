package import DataPlane
package import HostState
package import NFTables
package import Netlink

/// Why the kernel could not be read.
package enum ObservationError: Error, Hashable, Sendable {
  case netlink(NetlinkError)
  case nftables(NFTablesError, NamespaceName)
  case dataPlane(DataPlaneError, NamespaceName)
}

extension ObservationError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .netlink(let error): "\(error)"
    case .nftables(let error, let namespace): "\(error) in \(namespace)"
    case .dataPlane(let error, let namespace): "\(error) in \(namespace)"
    }
  }
}
