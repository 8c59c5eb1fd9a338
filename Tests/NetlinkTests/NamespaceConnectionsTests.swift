import Netlink
import TestSupport
import Testing

@Suite("Connections to namespaces")
struct NamespaceConnectionsTests {
  @Test("No more than the limit stay open, the others are opened again when they are needed")
  func limit() async throws {
    try await KernelSandbox.run {
      let connections = NamespaceConnections(limit: 3)
      let names = (0..<5).map { "bw.t.\($0)" }
      for name in names {
        connections.adopt(try NamespaceConnection.create(name, alias: "t/\(name)"), as: name)
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

  @Test("A name that stands for another namespace by now is entered as what it is now")
  func replaced() async throws {
    try await KernelSandbox.run {
      let connections = NamespaceConnections()
      connections.adopt(try NamespaceConnection.create("bw.t.a", alias: "t/old"), as: "bw.t.a")
      for alias in ["t/old", "t/new"] {
        let found = try DedicatedThread.run { () throws(NetlinkError) in
          let connection = try connections.enter("bw.t.a")
          let inside = try NamespaceConnection.current().list(LinkDump()).first?.alias
          return [inside, try connection.list(LinkDump()).first?.alias]
        }
        #expect(found == [alias, alias])
        try NamespaceDirectory.remove("bw.t.a")
        _ = try NamespaceConnection.create("bw.t.a", alias: "t/new")
      }
    }
  }
}
