/// A network interface's name, unique in its namespace: 1 to 15 bytes (IFNAMSIZ less the NUL).
package struct LinkName: KernelName {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  package static let loopback = LinkName(rawValue: "lo")
}
