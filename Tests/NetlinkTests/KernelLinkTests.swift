import IPAddressing

import TestSupport
import Testing

@testable import Netlink

@Suite("Links in the kernel")
struct KernelLinkTests {
  private func settings(_ name: String, _ index: Int32, mtu: Int = 1500) -> LinkSettings {
    LinkSettings(
      name: name, index: index, macAddress: MACAddress(derivedFrom: name), mtu: mtu, group: 77)
  }

  @Test("A veth pair is made in two namespaces at once, with everything that was asked for")
  func veth() async throws {
    try await KernelSandbox.run {
      let hub = try NamespaceConnection.create("bw.t.hub", alias: "t/hub")
      let leaf = try NamespaceConnection.create("bw.t.leaf", alias: "t/leaf")
      let near = settings("p-leaf", 70_000)
      let far = settings("eth0", 70_001, mtu: 1400)
      try hub.execute(CreateVethPair(near: near, far: far, farNamespace: leaf.namespace))
      var here = try #require(try hub.list(LinkDump()).first { $0.index == 70_000 })
      // What a new namespace's links are set to is the machine's affair.
      here.settings = [:]
      let there = try #require(try leaf.list(LinkDump()).first { $0.index == 70_001 })
      let leafID = try hub.identifiers(of: [leaf.namespace])[0]
      let hubID = try leaf.identifiers(of: [hub.namespace])[0]
      #expect(leafID != nil && hubID != nil)
      #expect(
        here
          == Link(
            index: 70_000, name: "p-leaf", kind: "veth",
            peer: Link.Peer(index: 70_001, namespaceID: leafID), macAddress: near.macAddress,
            mtu: 1500, alias: "", group: 77, isUp: false, generatesLinkLocalAddress: true))
      #expect(there.name == "eth0" && there.macAddress == far.macAddress && there.mtu == 1400)
      #expect(there.group == 77 && there.peer == Link.Peer(index: 70_000, namespaceID: hubID))
    }
  }

  @Test("A bridge, its port and every setting of a link are made, read back and changed")
  func bridge() async throws {
    try await KernelSandbox.run {
      let connection = try NamespaceConnection.create("bw.t.a", alias: "t/a")
      let bridge = settings("b-app", 70_000)
      let outcomes = connection.execute([
        CreateBridge(bridge),
        CreateVethPair(near: settings("app", 70_001), far: settings("app_", 70_002)),
        ChangeLink(
          settings("app_", 70_002).reference, alias: "t/app", master: .bridge(bridge.reference),
          generatesLinkLocalAddress: false),
        ChangeLink(settings("app_", 70_002).reference, isUp: true),
      ])
      for outcome in outcomes { try outcome.get() }
      let links = try connection.list(LinkDump())
      let made = try #require(links.first { $0.index == 70_000 })
      #expect(made.settings.allSatisfy { $0.key.normal == nil }, "\(made)")
      let port = try #require(links.first { $0.name == "app_" })
      #expect(port.masterIndex == 70_000 && port.alias == "t/app" && port.isUp)
      #expect(!port.generatesLinkLocalAddress && port.peer == Link.Peer(index: 70_001))

      try connection.execute(
        ChangeLink(
          port.reference, alias: "", macAddress: MACAddress(bits: 0x02_00_00_00_00_09), mtu: 1400,
          group: 5, master: ChangeLink.Master.none, generatesLinkLocalAddress: true))
      try connection.execute(ChangeLink(port.reference, isUp: false))
      let changed = try #require(try connection.list(LinkDump()).first { $0.name == "app_" })
      #expect(changed.masterIndex == nil && changed.alias.isEmpty && !changed.isUp)
      #expect(changed.mtu == 1400 && changed.group == 5 && changed.generatesLinkLocalAddress)
      #expect(changed.macAddress == MACAddress(bits: 0x02_00_00_00_00_09))
    }
  }

  @Test("A link's group goes with one request and leaves the others")
  func group() async throws {
    try await KernelSandbox.run {
      let connection = try NamespaceConnection.create("bw.t.a", alias: "t/a")
      var other = settings("other", 70_009)
      other.group = 78
      for request in [settings("a", 70_001), settings("b", 70_002), other] {
        try connection.execute(CreateBridge(request))
      }
      try connection.execute(DeleteLinkGroup(77))
      #expect(try connection.list(LinkDump()).map(\.name) == ["lo", "other"])
      try connection.execute(DeleteLink(other.reference))
      #expect(try connection.list(LinkDump()).map(\.name) == ["lo"])
    }
  }

  @Test("Offloads are switched off and on again, and what depends on one is not counted as off")
  func offloads() async throws {
    try await KernelSandbox.run {
      let connection = try NamespaceConnection.create("bw.t.a", alias: "t/a")
      let near = settings("a", 70_001)
      let far = settings("b", 70_002)
      try connection.execute(CreateVethPair(near: near, far: far))
      func disabled() throws -> Set<LinkFeature>? {
        try connection.listFeatures().first { $0.linkIndex == 70_001 }?.disabled
      }
      #expect(try disabled() == [])
      try connection.execute(SetFeatures(near.reference, off: [.transmitUDPSegmentation]))
      #expect(try disabled() == [.transmitUDPSegmentation])
      try connection.execute(
        SetFeatures(
          near.reference, on: [.transmitUDPSegmentation], off: [.transmitChecksums]))
      #expect(try disabled() == [.transmitChecksums])
      try connection.execute(SetFeatures(near.reference, on: [.transmitChecksums]))
      #expect(try disabled() == [])
      let untouched = try connection.listFeatures().first { $0.linkIndex == 70_002 }
      #expect(untouched?.disabled == [])
    }
  }
}
