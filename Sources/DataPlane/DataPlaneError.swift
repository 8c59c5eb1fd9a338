import Glibc

/// Why the data plane could not be read or changed.
package enum DataPlaneError: Error, Hashable, Sendable {
  /// TCX links came with Linux 6.6.
  case kernelTooOld(release: String)
  /// EPERM: needs root, or CAP_BPF and CAP_NET_ADMIN.
  case notPermitted(operation: String)
  case operationFailed(_ operation: String, errno: Int32)
  /// The kernel's verifier, or libbpf, refused a program; `log` holds their words.
  case programRejected(name: String, errno: Int32, log: String)
  /// The pin directory's path is something else than a BPF file system.
  case notABPFFileSystem(path: String)
  /// A desired value that the maps cannot hold.
  case unrepresentable(String)
  /// Somebody has pinned another map in the place of ours.
  case otherLayout(path: String)
  /// Somebody else has held a gateway load balancer's targets for too long.
  case busy(path: String)
  /// The side file could not be written.
  case recordFailed(path: String, reason: String)

  static func failed(_ operation: String, _ code: Int32) -> DataPlaneError {
    code == EPERM || code == EACCES
      ? .notPermitted(operation: operation) : .operationFailed(operation, errno: code)
  }
}

extension DataPlaneError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .kernelTooOld(let release):
      "Linux \(release) has no TCX, which the data plane attaches by; it needs Linux 6.6 or later"
    case .notPermitted(let operation):
      "not permitted to \(operation): the data plane needs root"
    case .operationFailed(let operation, let code):
      "cannot \(operation): \(String(cString: strerror(code)))"
    case .programRejected(let name, let code, let log):
      "the kernel refused the BPF program \(name): \(String(cString: strerror(code)))\n\(log)"
    case .notABPFFileSystem(let path): "\(path) is not a BPF file system"
    case .unrepresentable(let text): text
    case .otherLayout(let path):
      "the pinned map \(path) is not the data plane's: `bumpwire apply` puts another in its place"
    case .busy(let path): "another process is changing the targets: it holds \(path)"
    case .recordFailed(let path, let reason): "cannot write \(path): \(reason)"
    }
  }
}
