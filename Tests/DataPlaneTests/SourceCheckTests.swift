import Foundation
import HostState
import IPAddressing
import TestSupport
import Testing

@testable import DataPlane

@Suite struct SourceCheckTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Why it is dropped with the check on, and off; nil when it passes.
    let reasons: [DropReason?]
    let frame: [UInt8]

    init(_ description: String, _ reasons: [DropReason?], _ frame: [UInt8]) {
      testDescription = description
      self.reasons = reasons
      self.frame = frame
    }
  }

  private static func ethernet(
    _ type: UInt16, to destination: MACAddress = SubnetLab.other,
    from source: MACAddress = SubnetLab.host, _ payload: [UInt8]
  ) -> [UInt8] {
    destination.bytes + source.bytes + Packets.word(type) + payload
  }

  private static let broadcast = MACAddress(bits: 0xffff_ffff_ffff)
  private static let allNodes = MACAddress(bits: 0x3333_0000_0001)

  private static func arp(mac: MACAddress = SubnetLab.host, _ sender: [UInt8]) -> [UInt8] {
    ethernet(
      0x0806,
      [0, 1, 8, 0, 6, 4, 0, 2] + mac.bytes + sender + SubnetLab.other.bytes + [10, 0, 1, 11])
  }

  private static func advertisement(
    _ target: [UInt8], type: UInt8 = 136, options: Int = 0
  ) -> [UInt8] {
    let packet = Packets.icmp(
      "2001:db8::10", "ff02::1", type: type, rest: [0, 0, 0, 0], target)
    return ethernet(0x86dd, options == 0 ? packet : Packets.behindOptions(options, packet))
  }

  static let host6: [UInt8] = [0x20, 1, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [0x10]
  static let other6 = host6.dropLast() + [0x11]

  static let appliance = "10.0.1.12"

  static let cases = [
    Case("its own IPv4", [nil, nil], ethernet(0x0800, Packets.udp("10.0.1.10", 1, "10.9.9.9", 2))),
    Case(
      "its own IPv6", [nil, nil],
      ethernet(0x86dd, Packets.udp("2001:db8::10", 1, "2001:db8:9::9", 2))),
    Case(
      "another's IPv4", [.sourceAddress, nil],
      ethernet(0x0800, Packets.udp("10.0.1.11", 1, "10.9.9.9", 2))),
    Case(
      "IPv4 of nobody", [.sourceAddress, nil],
      ethernet(0x0800, Packets.udp("0.0.0.0", 1, "10.9.9.9", 2))),
    Case(
      "another's IPv6", [.sourceAddress, nil],
      ethernet(0x86dd, Packets.udp("2001:db8::11", 1, "2001:db8:9::9", 2))),
    Case(
      "a link-local address on the link", [nil, nil],
      ethernet(0x86dd, Packets.udp("fe80::1", 1, "ff02::1", 2))),
    Case(
      "a link-local address beyond the link", [.sourceAddress, nil],
      ethernet(0x86dd, Packets.udp("fe80::1", 1, "2001:db8:9::9", 2))),
    Case(
      "another's MAC address", [.sourceMACAddress, .sourceMACAddress],
      ethernet(0x0800, from: SubnetLab.other, Packets.udp("10.0.1.10", 1, "10.9.9.9", 2))),
    Case(
      "another's MAC address over IPv6", [.sourceMACAddress, .sourceMACAddress],
      ethernet(0x86dd, from: SubnetLab.other, Packets.udp("2001:db8::10", 1, "2001:db8::9", 2))),
    Case(
      "GENEVE to an appliance", [.genevePeer, .genevePeer],
      ethernet(0x0800, Packets.udp("10.0.1.10", 50000, appliance, 6081))),
    Case(
      "a fragment to an appliance that may be GENEVE", [.genevePeer, .genevePeer],
      ethernet(
        0x0800, Packets.ip("10.0.1.10", appliance, 17, [1, 2, 3, 4], fragment: 0x2000))),
    Case(
      "a later fragment to an appliance that may be GENEVE", [.genevePeer, .genevePeer],
      ethernet(0x0800, Packets.ip("10.0.1.10", appliance, 17, [1, 2, 3, 4], fragment: 9))),
    Case(
      "GENEVE to another", [nil, nil],
      ethernet(0x0800, Packets.udp("10.0.1.10", 50000, "10.0.1.13", 6081))),
    Case(
      "other UDP to an appliance", [nil, nil],
      ethernet(0x0800, Packets.udp("10.0.1.10", 50000, appliance, 53))),
    Case("ARP for itself", [nil, nil], arp([10, 0, 1, 10])),
    Case("an ARP probe", [nil, nil], arp([0, 0, 0, 0])),
    Case("ARP for another", [.sourceAddress, .sourceAddress], arp([10, 0, 1, 11])),
    Case(
      "ARP with another's MAC address", [.sourceMACAddress, .sourceMACAddress],
      arp(mac: SubnetLab.other, [10, 0, 1, 10])),
    Case("a neighbour advertisement for itself", [nil, nil], advertisement(host6)),
    Case(
      "a neighbour advertisement for another", [.sourceAddress, .sourceAddress],
      advertisement(Array(other6))),
    Case(
      "a neighbour advertisement for itself behind options", [nil, nil],
      advertisement(host6, options: 8)),
    Case(
      "a neighbour advertisement for another behind options", [.sourceAddress, .sourceAddress],
      advertisement(Array(other6), options: 8)),
    Case(
      "a neighbour advertisement behind more options than are followed", [.malformed, .malformed],
      advertisement(Array(other6), options: 9)),
    Case(
      "a router advertisement", [.sourceAddress, .sourceAddress],
      advertisement([UInt8](repeating: 0, count: 8), type: 134)),
    Case(
      "IPv4 to everybody", [.linkScope, .linkScope],
      ethernet(0x0800, to: broadcast, Packets.udp("10.0.1.10", 1, "255.255.255.255", 2))),
    Case(
      "IPv4 to a group", [.linkScope, .linkScope],
      ethernet(
        0x0800, to: MACAddress(bits: 0x0100_5e00_0001),
        Packets.udp("10.0.1.10", 1, "224.0.0.1", 2))),
    Case(
      "IPv6 to everybody", [.linkScope, .linkScope],
      ethernet(0x86dd, to: allNodes, Packets.udp("2001:db8::10", 1, "ff02::1", 2))),
    Case(
      "an IPv6 echo request to everybody", [.linkScope, .linkScope],
      ethernet(
        0x86dd, to: allNodes,
        Packets.icmp("2001:db8::10", "ff02::1", type: 128, rest: [0, 1, 0, 1], []))),
    Case(
      "a neighbour solicitation to those who may have an address", [nil, nil],
      ethernet(
        0x86dd, to: MACAddress(bits: 0x3333_ff00_0011),
        Packets.icmp(
          "2001:db8::10", "ff02::1:ff00:11", type: 135, rest: [0, 0, 0, 0], Array(other6)))),
    Case(
      "ARP to everybody", [nil, nil],
      ethernet(
        0x0806, to: broadcast,
        [0, 1, 8, 0, 6, 4, 0, 1] + SubnetLab.host.bytes + [10, 0, 1, 10, 0, 0, 0, 0, 0, 0]
          + [10, 0, 1, 11])),
    Case(
      "a VLAN's frame", [.ethernetType, .ethernetType], ethernet(0x8100, [0, 7, 8, 0] + host6)),
    Case(
      "another protocol", [.ethernetType, .ethernetType],
      ethernet(0x88b5, [UInt8](repeating: 0, count: 50))),
    Case("a cut IPv4 header", [.malformed, .malformed], ethernet(0x0800, [0x45, 0, 0, 20])),
    Case("a cut IPv6 header", [.malformed, .malformed], ethernet(0x86dd, [0x60, 0, 0, 0])),
    Case("cut ARP", [.malformed, .malformed], ethernet(0x0806, [0, 1, 8, 0])),
  ]

  @Test(
    "A host sends as itself; with the check off its IP address may be another", arguments: cases)
  func sources(_ sent: Case) async throws {
    for (checks, reason) in zip([true, false], sent.reasons) {
      try await KernelSandbox.run {
        let lab = try SubnetLab(checksAddresses: checks, hasAppliance: true)
        #expect(try lab.passes(sent.frame) == (reason == nil))
        try lab.dataPlane.expectDrops(
          reason.map { [$0: 1] } ?? [:], [SubnetLab.router])
      }
    }
  }

  @Test("A host without an IPv6 address cannot send from none beyond the link")
  func unspecified() async throws {
    try await KernelSandbox.run {
      let lab = try SubnetLab()
      lab.state.ports[0].addresses.removeLast()
      try lab.apply()
      #expect(try !lab.passes(Self.ethernet(0x86dd, Packets.udp("::", 1, "2001:db8:9::9", 2))))
      #expect(try lab.passes(Self.ethernet(0x86dd, Packets.udp("::", 1, "ff02::1", 2))))
      #expect(try !lab.passes(Self.advertisement([UInt8](repeating: 0, count: 16))))
    }
  }

  @Test("A port stays checked through updates, and until its link is gone")
  func lifecycle() async throws {
    try await KernelSandbox.run {
      let lab = try SubnetLab()
      #expect(try lab.observe() == .sourceCheck(lab.state))
      let spoofed = Self.ethernet(0x0800, Packets.udp("10.0.1.11", 1, "10.9.9.9", 2))
      let both =
        lab.state.ports + [
          SourceCheckDataPlane.Port(
            link: LinkName(rawValue: "i-other"), linkIndex: 11, macAddress: SubnetLab.other,
            addresses: [], checksAddresses: false)
        ]
      lab.state.ports = both
      try lab.apply()
      #expect(try lab.observe() == .sourceCheck(lab.state))
      lab.state.ports = [both[1]]
      try lab.apply()
      #expect(try !lab.passes(spoofed), "its host is still there")
      try Shell.run("ip -n \(SubnetLab.router) link del i-host")
      #expect(try lab.observe() == .sourceCheck(lab.state))
    }
  }

  @Test("The maps are as large as what they hold, and ports stay checked while they change")
  func sizes() async throws {
    try await KernelSandbox.run {
      let lab = try SubnetLab(hasAppliance: true)
      let router = SubnetLab.router.rawValue
      let spoofed = Self.ethernet(0x0800, Packets.udp("10.0.1.11", 1, "10.9.9.9", 2))
      let numbers = 100..<220
      func capacities() throws -> [Int] {
        let pins = lab.dataPlane.pins(SubnetLab.router)
        return try ["ports", "appliances"].map { name in
          let map = try #require(try BPFHandle.pinned(at: pins.map(name)))
          return try BPFMapShape(of: map, name: name).capacity
        }
      }
      func ip(_ command: (Int) -> String) throws {
        let lines = numbers.map { command($0) + "\n" }.joined()
        try lines.write(toFile: "/run/batch", atomically: true, encoding: .utf8)
        try Shell.run("ip -n \(router) -batch /run/batch")
      }
      #expect(try capacities() == [16, 16])
      let few = lab.state.ports
      try ip { "link add p\($0) index \($0) type bridge" }
      lab.state.ports += try numbers.map { number in
        SourceCheckDataPlane.Port(
          link: LinkName(rawValue: "p\(number)"), linkIndex: Int32(number),
          macAddress: MACAddress(derivedFrom: "p\(number)"),
          addresses: [try GatewayLoadBalancerLab.address("10.0.2.\(number)")],
          checksAddresses: true, isAppliance: number < 200)
      }
      // A port that goes at the same time is checked as it was.
      let all = lab.state.ports
      lab.state.ports.removeFirst()
      try lab.apply()
      #expect(try capacities() == [128, 128])
      #expect(try lab.observe() == .sourceCheck(lab.state))
      #expect(try !lab.passes(spoofed), "its host is still there")
      lab.state.ports = all
      try lab.apply()
      #expect(try lab.observe() == .sourceCheck(lab.state))
      try ip { "link del p\($0)" }
      lab.state.ports = few
      for sizes in [[128, 128], [16, 16]] {
        try lab.apply()
        #expect(try capacities() == sizes)
        #expect(try lab.observe() == .sourceCheck(lab.state))
        #expect(try !lab.passes(spoofed))
      }
    }
  }

  @Test("Maps that no program goes by yet are no check, as after an apply that was killed")
  func interrupted() async throws {
    try await KernelSandbox.run {
      let lab = try SubnetLab(checksAddresses: false)
      let spoofed = Self.ethernet(0x0800, Packets.udp("10.0.1.11", 1, "10.9.9.9", 2))
      #expect(try lab.passes(spoofed))
      lab.state.ports[0].checksAddresses = true
      let pins = lab.dataPlane.pins(SubnetLab.router)
      for name in ["ports", "appliances"] {
        try NetworkNamespace.enter(SubnetLab.router.rawValue) {
          let needs = ["ports": 1, "appliances": 1].merging([name: 100]) { $1 }
          _ = try LoadedObject(.sourceCheck, mapDirectory: pins.maps, needs: needs)
          try #require(try SourceCheckMaps(pins: pins)).prepare(lab.state)
        }
        #expect(try lab.observe() == .sourceCheck(SourceCheckDataPlane(ports: [])), "\(name)")
        try lab.apply()
        #expect(try lab.observe() == .sourceCheck(lab.state))
        #expect(try !lab.passes(spoofed))
      }
    }
  }

  @Test("A filter that somebody took away is drift, and apply puts it back")
  func drift() async throws {
    try await KernelSandbox.run {
      let lab = try SubnetLab()
      let spoofed = Self.ethernet(0x0800, Packets.udp("10.0.1.11", 1, "10.9.9.9", 2))
      try NetworkNamespace.enter(SubnetLab.router.rawValue) {
        try Shell.run("tc qdisc del dev i-host clsact")
      }
      #expect(try lab.observe() == .sourceCheck(SourceCheckDataPlane(ports: [])))
      try lab.apply()
      #expect(try lab.observe() == .sourceCheck(lab.state))
      #expect(try !lab.passes(spoofed))
      try Shell.run([
        "sed", "-i", "-E", #"s/("programs":\{[^}]*:)[0-9]+/\17/"#, "/run/bw.lab.router.json",
      ])
      #expect(try lab.observe() != .sourceCheck(lab.state), "another build's program")
      try lab.apply()
      #expect(try lab.observe() == .sourceCheck(lab.state))
      try lab.dataPlane.remove(from: SubnetLab.router)
      #expect(try lab.observe() == nil)
      #expect(try !lab.passes(spoofed), "it goes with its link, not with its pins")
    }
  }
}
