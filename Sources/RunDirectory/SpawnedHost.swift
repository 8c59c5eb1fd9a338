import CLinux
import Glibc

/// What a program takes for its host: a name, and the files that cover two of the host's in a mount
/// namespace of its own.
package struct SpawnedHost {
  package var mounts: MountNamespace
  package var name: String
  /// The absolute path of its `/etc/hosts`.
  package var hosts: String
  /// The absolute path of its `/etc/resolv.conf`.
  package var resolver: String

  package init(mounts: MountNamespace, name: String, hosts: String, resolver: String) {
    self.mounts = mounts
    self.name = name
    self.hosts = hosts
    self.resolver = resolver
  }

  func withValue<Result>(_ body: (UnsafePointer<clinux_host>?) -> Result) -> Result {
    name.withCString { name in
      hosts.withCString { hosts in
        resolver.withCString { resolver in
          var value = clinux_host(
            mounts: mounts.descriptor, name: name, hosts: hosts, resolver: resolver)
          return body(&value)
        }
      }
    }
  }
}
