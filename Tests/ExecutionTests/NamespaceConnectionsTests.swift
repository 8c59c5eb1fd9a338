import HostState
import Netlink
import TestSupport
import Testing

@testable import Execution

@Suite("Connections to namespaces")
struct NamespaceConnectionsTests {
  @Test("No more than the limit stay open, the others are opened again when they are needed")
  func limit() async throws {
    try await KernelSandbox.run {
      let connections = NamespaceConnections(limit: 3)
      let names = (0..<5).map { NamespaceName(rawValue: "bw.t.\($0)") }
      for name in names {
        connections.adopt(
          try NamespaceConnection.create(name.rawValue, alias: "t/\(name)"), as: name)
      }
      #expect(connections.count == 3)
      for name in names {
        let loopback = try connections.connection(to: name).list(LinkDump()).first
        #expect(loopback?.alias == "t/\(name)")
        #expect(try connections.connection(to: name) === connections.connection(to: name))
      }
      #expect(connections.count == 3)
      connections.close(names[4])
      #expect(connections.count == 2)
    }
  }
}
