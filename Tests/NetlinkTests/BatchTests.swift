import Glibc
import IPAddressing
import Netlink
import TestSupport
import Testing

@Suite("Batches")
struct BatchTests {
  private func route(_ number: Int, link: Int32? = nil) -> RouteRequest {
    let destination = Prefix(
      IPAddress(ipv4: 0x0a00_0000 | UInt32(number) << 8), length: 24)
    return RouteRequest(
      .add,
      Route(
        table: 101, destination: destination, metric: 1,
        action: link.map { .link(index: $0) } ?? .blackhole, owner: 186),
      linkName: "nowhere")
  }

  @Test("A failing request in the middle of several batches is reported, and it alone")
  func failureInTheMiddle() async throws {
    try await KernelSandbox.run {
      let connection = try NamespaceConnection.create("bw.t.a", alias: "t/a")
      var requests: [any NetlinkRequest] = (0..<300).map { route($0) }
      requests[150] = route(150, link: 99)
      let outcomes = connection.execute(requests)
      #expect(outcomes.count == 300)
      let failed = outcomes.indices.filter {
        if case .failure = outcomes[$0] { true } else { false }
      }
      #expect(failed == [150])
      #expect(throws: NetlinkError.self) { try outcomes[150].get() }
      #expect(try connection.list(RouteDump(.ipv4)).count == 299)
    }
  }

  @Test("An error has the request in words, the errno and the kernel's own explanation")
  func explanation() async throws {
    try await KernelSandbox.run {
      let connection = try NamespaceConnection.create("bw.t.a", alias: "t/a")
      let gateway = try #require(IPAddress("192.0.2.1"))
      let request = RouteRequest(
        .add,
        Route(
          table: 101, destination: .defaultIPv4, metric: 1,
          action: .via(gateway, linkIndex: 1, onLink: false), owner: 186), linkName: "lo")
      let error = try #require(throws: NetlinkError.self) { try connection.execute(request) }
      #expect(
        error.request
          == "route add 0.0.0.0/0 via 192.0.2.1 dev lo table 101 metric 1 in bw.t.a")
      #expect(error.code == ENETUNREACH && error.name == "ENETUNREACH")
      #expect(error.explanation == "Nexthop has invalid gateway")
    }
  }

  @Test("Requests of both netlink protocols may be mixed and keep their order")
  func mixedChannels() async throws {
    try await KernelSandbox.run {
      let connection = try NamespaceConnection.create("bw.t.a", alias: "t/a")
      let near = LinkSettings(
        name: "a", index: 70_001, macAddress: MACAddress(bits: 0x02_00_00_00_00_01), mtu: 1500,
        group: 77)
      var far = near
      far.name = "b"
      far.index = 70_002
      let outcomes = connection.execute([
        CreateVethPair(near: near, far: far),
        SetFeatures(near.reference, off: [.transmitChecksums]),
        ChangeLink(near.reference, isUp: true),
        SetFeatures(LinkReference(index: 99, name: "none"), off: [.transmitChecksums]),
        ChangeLink(far.reference, isUp: true),
      ])
      let failures = outcomes.map { outcome -> Int32 in
        if case .failure(let error) = outcome { error.code } else { 0 }
      }
      #expect(failures == [0, 0, 0, ENODEV, 0])
      #expect(try connection.list(LinkDump()).allSatisfy(\.isUp))
    }
  }

  @Test("A listing that spans many datagrams is whole")
  func largeListing() async throws {
    try await KernelSandbox.run {
      let connection = try NamespaceConnection.create("bw.t.a", alias: "t/a")
      for outcome in connection.execute((0..<5000).map { route($0) }) { try outcome.get() }
      #expect(try connection.list(RouteDump(.ipv4)).count == 5000)
    }
  }

  @Test("No request is no trouble")
  func empty() async throws {
    try await KernelSandbox.run {
      let connection = try NamespaceConnection.create("bw.t.a", alias: "t/a")
      #expect(connection.execute([any NetlinkRequest]()).isEmpty)
    }
  }
}
