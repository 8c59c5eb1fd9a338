import Glibc
import Netlink
import TestSupport
import Testing

@Suite("Network namespaces")
struct NamespaceTests {
  @Test("A namespace is complete when its name appears: sysctls, lo up, its owner's alias")
  func create() async throws {
    try await KernelSandbox.run {
      let sysctls = ["net/ipv4/ip_forward": "1", "net/ipv4/conf/default/rp_filter": "0"]
      let connection = try NamespaceConnection.create(
        "bw.t.a", sysctls: sysctls, alias: "t/instance/a")
      let loopback = try #require(try connection.list(LinkDump()).first)
      #expect(loopback.name == "lo" && loopback.isUp && loopback.alias == "t/instance/a")
      #expect(try Shell.run("ip netns list").contains("bw.t.a"))
      #expect(try Shell.run("ip netns exec bw.t.a cat /proc/sys/net/ipv4/ip_forward") == "1\n")
      let values = try connection.namespace.run { () throws(NetlinkError) in
        var sysctl = Sysctl()
        var values: [String?] = []
        for key in sysctls.keys.sorted() { values.append(try sysctl.read(key)) }
        return values
      }
      #expect(try values.get() == ["0", "1"])
      var sysctl = Sysctl()
      let outside = try sysctl.read("net/ipv4/ip_forward")
      #expect(outside == "0")
    }
  }

  @Test("A name is listed by its prefix, taken once, and free again after removal")
  func names() async throws {
    try await KernelSandbox.run {
      #expect(try NamespaceDirectory.names() == [])
      _ = try NamespaceConnection.create("bw.t.b", alias: "t/b")
      _ = try NamespaceConnection.create("bw.t.a", alias: "t/a")
      _ = try NamespaceConnection.create("bw.tt.a", alias: "tt/a")
      #expect(try NamespaceDirectory.names(prefix: "bw.t.") == ["bw.t.a", "bw.t.b"])
      let error = try #require(throws: NetlinkError.self) {
        try NamespaceConnection.create("bw.t.a", alias: "t/a")
      }
      #expect(error.code == EEXIST)
      for _ in 0..<2 { try NamespaceDirectory.remove("bw.t.a") }
      #expect(try NamespaceDirectory.names(prefix: "bw.t.") == ["bw.t.b"])
      _ = try NamespaceConnection.create("bw.t.a", alias: "t/a")
    }
  }

  @Test("A name that leads to the host's own namespace, or is a link, is nobody's to change")
  func strangeNames() async throws {
    try await KernelSandbox.run {
      _ = try NamespaceConnection.create("bw.t.a", alias: "t/a")
      try Shell.run("touch /run/netns/bw.t.host")
      try Shell.run("mount --bind /proc/\(getpid())/ns/net /run/netns/bw.t.host")
      try Shell.run("ln -s /run/netns/bw.t.a /run/netns/bw.t.link")
      for (name, reason) in [
        ("bw.t.host", "the host's own network namespace"), ("bw.t.link", "a symbolic link"),
      ] {
        let error = try #require(throws: NetlinkError.self) { try NamespaceHandle.open(name) }
        #expect(error.code == EPERM && error.description.contains(reason), "\(error)")
      }
    }
  }

  @Test("Of a link the name goes, and what it leads to stays")
  func removedLink() async throws {
    try await KernelSandbox.run {
      _ = try NamespaceConnection.create("bw.t.a", alias: "t/a")
      try Shell.run("ln -s /run/netns/bw.t.a /run/netns/bw.t.link")
      try NamespaceDirectory.remove("bw.t.link")
      #expect(try NamespaceDirectory.names() == ["bw.t.a"])
      _ = try NamespaceHandle.open("bw.t.a")
    }
  }

  @Test("A failed creation leaves no name behind")
  func failedCreation() async throws {
    try await KernelSandbox.run {
      let error = try #require(throws: NetlinkError.self) {
        try NamespaceConnection.create(
          "bw.t.a", sysctls: ["net/ipv4/no_such_key": "1"], alias: "t/a")
      }
      #expect(error.code == ENOENT)
      #expect(error.request == "sysctl net/ipv4/no_such_key=1 in bw.t.a")
      #expect(try NamespaceDirectory.names() == [])
    }
  }

  @Test("What an interrupted creation left is told apart, reused and removed")
  func leftovers() async throws {
    try await KernelSandbox.run {
      _ = try NamespaceConnection.create("bw.t.first", alias: "t/first")
      for name in ["bw.t.a", "bw.t.b"] {
        let file = open("/run/netns/\(name)", O_CREAT | O_RDONLY, 0)
        try #require(file >= 0)
        close(file)
        let error = try #require(throws: NetlinkError.self) { try NamespaceHandle.open(name) }
        #expect(error.code == EINVAL)
      }
      _ = try NamespaceConnection.create("bw.t.a", alias: "t/a")
      try NamespaceDirectory.remove("bw.t.b")
      #expect(try NamespaceDirectory.names() == ["bw.t.a", "bw.t.first"])
      let error = try #require(throws: NetlinkError.self) { try NamespaceHandle.open("bw.t.b") }
      #expect(error.code == ENOENT)
    }
  }

  @Test("Names that are no file names are refused", arguments: ["", ".", "..", "a/b", "../x"])
  func invalidNames(_ name: String) throws {
    let error = try #require(throws: NetlinkError.self) { try NamespaceDirectory.remove(name) }
    #expect(error.code == EINVAL)
    #expect(throws: NetlinkError.self) { try NamespaceHandle.open(name) }
  }

  @Test(
    "Only a namespace's own sysctls are reached",
    arguments: ["kernel/hostname", "net/../vm/swappiness", "/net"])
  func foreignSysctls(_ key: String) throws {
    #expect(throws: NetlinkError.self) {
      var sysctl = Sysctl()
      try sysctl.write("0", to: key)
    }
    #expect(throws: NetlinkError.self) {
      var sysctl = Sysctl()
      _ = try sysctl.read(key)
    }
  }

  @Test("A namespace made by ip netns is opened, and one of ours is deleted by it")
  func interoperation() async throws {
    try await KernelSandbox.run {
      try Shell.run("ip netns add theirs")
      let theirs = try NamespaceConnection(named: "theirs")
      #expect(try theirs.list(LinkDump()).map(\.name) == ["lo"])
      _ = try NamespaceConnection.create("ours", alias: "x/y")
      try Shell.run("ip netns delete ours")
      #expect(try NamespaceDirectory.names() == ["theirs"])
    }
  }

  @Test("Work is shared among threads, each in a namespace of its own, and keeps its order")
  func threads() async throws {
    try await KernelSandbox.run {
      let names = (0..<20).map { "bw.t.\($0)" }
      let made = try DedicatedThread.map(names) { name in
        Result { () throws(NetlinkError) in
          try NamespaceConnection.create(name, alias: "t/\(name)").namespace.name
        }
      }
      #expect(try made.map { try $0.get() } == names)
      let aliases = try DedicatedThread.map(names, threads: 3) { name -> String? in
        try? NamespaceConnection(named: name).list(LinkDump()).first?.alias
      }
      #expect(aliases == names.map { "t/\($0)" })
      #expect(try DedicatedThread.map([Int](), { $0 }).isEmpty)
    }
  }
}
