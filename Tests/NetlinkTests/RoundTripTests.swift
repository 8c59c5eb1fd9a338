import CLinux
import IPAddressing
import Testing

@testable import Netlink

/// What is encoded to be made is what is decoded from a listing.
@Suite("Encoding and decoding agree")
struct RoundTripTests {
  static let prefixes = ["10.1.0.0/16", "0.0.0.0/0", "192.0.2.7/32", "2001:db8::/32", "::/0"]

  @Test("Routes", arguments: prefixes.compactMap { Prefix($0) })
  func routes(_ destination: Prefix) {
    let gateway = IPAddress(destination.family, bits: 0xa9fe_0001)
    let actions: [Route.Action] = [
      .link(index: 70_000), .via(gateway, linkIndex: 3, onLink: true),
      .via(gateway, linkIndex: 3, onLink: false), .blackhole,
    ]
    for action in actions {
      for (table, metric, mtu) in [(254, 1, nil), (100_001, UInt32.max, 1500)]
        as [(
          UInt32, UInt32, Int?
        )]
      {
        let route = Route(
          table: table, destination: destination, metric: metric, action: action, lockedMTU: mtu,
          owner: 186)
        let listed = Encoded(RouteRequest(.add, route)).read {
          RouteDump(destination.family).decode($0)
        }
        #expect(listed == ListedRoute(route: route, message: []))
      }
    }
  }

  @Test("Rules", arguments: AddressFamily.allCases)
  func rules(_ family: AddressFamily) {
    for rule in Rule.samples(family) {
      let listed = Encoded(RuleRequest(.add, rule)).read { RuleDump(family).decode($0) }
      #expect(listed == ListedRule(rule: rule, message: []))
    }
  }

  @Test("Addresses and neighbours", arguments: ["10.0.1.1", "fe80::1", "2001:db8::1"])
  func addresses(_ text: String) throws {
    let address = try #require(IPAddress(text))
    let value = Address(linkIndex: 70_001, address: address, prefixLength: 24, owner: 186)
    #expect(
      Encoded(AddressRequest(.add, value)).read { AddressDump().decode($0) } == value)
    let neighbor = Neighbor(
      linkIndex: 9, address: address, macAddress: MACAddress(derivedFrom: text))
    #expect(
      Encoded(NeighborRequest(.replace, neighbor)).read { NeighborDump().decode($0) } == neighbor)
  }

  @Test("A bridge")
  func bridge() {
    let settings = LinkSettings(
      name: "b-app", index: 70_000, macAddress: MACAddress(bits: 0x02_00_00_00_00_07), mtu: 1568,
      group: 77)
    let link = Encoded(CreateBridge(settings)).read { LinkDump().decode($0) }
    // A request has none of the flags that the kernel gives a link.
    #expect(
      link
        == Link(
          index: 70_000, name: "b-app", kind: "bridge",
          macAddress: settings.macAddress, mtu: 1568, alias: "", group: 77, isUp: false,
          generatesLinkLocalAddress: true, settings: [.multicast: 0]))
  }

  @Test(
    "Settings of a link and of a bridge",
    arguments: LinkSetting.allCases.filter {
      ![.xdp, .disableIPv6].contains($0) && $0.normal != nil && !"\($0)".hasPrefix("port")
    })
  func setting(_ setting: LinkSetting) throws {
    let value: Int32 = setting.normal == 0 ? 1 : 0
    let request = SetLinkSetting(LinkReference(index: 5, name: "p"), setting, value)
    var link = try #require(Encoded(request).read { LinkDump().decode($0) })
    if setting != .multicast { link.settings[.multicast] = nil }
    // What is of bridges is read of bridges.
    #expect(link.settings == [setting: value])
  }

  @Test("Changes of a link")
  func changes() throws {
    let bridge = LinkReference(index: 4, name: "b")
    let change = ChangeLink(
      LinkReference(index: 5, name: "p"), alias: "catagram/app/instance/web-a", mtu: 9000,
      group: 78, master: .bridge(bridge), generatesLinkLocalAddress: false, isUp: true)
    let link = try #require(Encoded(change).read { LinkDump().decode($0) })
    #expect(link.index == 5 && link.alias == "catagram/app/instance/web-a" && link.mtu == 9000)
    #expect(link.group == 78 && link.masterIndex == 4 && link.isUp)
    #expect(!link.generatesLinkLocalAddress)
  }

  @Test("What a change leaves alone is not in its message")
  func minimalChange() {
    let request = Encoded(ChangeLink(LinkReference(index: 5, name: "p"), mtu: 1500))
    #expect(request.tree(after: ifinfomsg.self) == "4 dc050000")
    #expect(request.read { $0.familyHeader(ifinfomsg.self)?.ifi_change } == 0)
  }
}
