import DataPlane
import HostState
import IPAddressing
import TestSupport
import Testing

/// An internet gateway between two packet sockets: the internet, and a VPC's router.
final class InternetGatewayLab {
  static let namespace = NamespaceName(rawValue: "bw.lab.igw")
  static let outsideMAC = MACAddress(derivedFrom: "outside")
  static let insideMAC = MACAddress(derivedFrom: "inside")

  let dataPlane = DataPlane(
    fileSystem: BPFFileSystem(path: "/run/bpf"), recordDirectory: "/run")
  let internet: PacketSocket
  let vpc: PacketSocket

  init(_ pairs: [String: String]) throws {
    let name = Self.namespace.rawValue
    try NetworkNamespace.add(name)
    for (link, index, mac, peer) in [
      ("out", 30, Self.outsideMAC, "internet"), ("in", 31, Self.insideMAC, "vpc"),
    ] {
      try Shell.run("ip link add \(link) index \(index) address \(mac) type veth peer name \(peer)")
      try Shell.run("ip link set \(link) netns \(name)")
      try Shell.run("ip -n \(name) link set \(link) addrgenmode none up")
      try Shell.run("ip link set \(peer) addrgenmode none up")
      try Shell.run("ip -n \(name) addr add 169.254.\(index).1/30 dev \(link)")
      try Shell.run(
        "ip -n \(name) neigh add 169.254.\(index).2 lladdr 02:00:00:00:00:02 dev \(link) nud permanent"
      )
    }
    try Shell.run("ip -n \(name) route add default via 169.254.30.2")
    try Shell.run("ip -n \(name) route add 10.0.0.0/16 via 169.254.31.2")
    try NetworkNamespace.enter(name) {
      try Shell.run("sysctl -q net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0")
    }
    internet = try PacketSocket("internet")
    vpc = try PacketSocket("vpc")
    try dataPlane.fileSystem.mount()
    var state = NetworkAddressTranslationDataPlane(
      link: LinkName(rawValue: "out"), linkIndex: 30, publicToPrivate: [:],
      vpcCIDRs: Set(["10.0.0.0/16", "2001:db8:1::/56"].compactMap { Prefix($0) }))
    for (outside, inside) in pairs {
      state.publicToPrivate[try GatewayLoadBalancerLab.address(outside)] =
        try GatewayLoadBalancerLab.address(inside)
    }
    try NetworkNamespace.enter(name) {
      try dataPlane.apply(.networkAddressTranslation(state), in: Self.namespace)
    }
  }

  func fromInternet(_ packet: [UInt8]) throws {
    try internet.send(
      Packets.ethernet(to: Self.outsideMAC, from: MACAddress(derivedFrom: "x"), packet))
  }

  func fromVPC(_ packet: [UInt8]) throws {
    try vpc.send(Packets.ethernet(to: Self.insideMAC, from: MACAddress(derivedFrom: "x"), packet))
  }

  /// Past what the links themselves say, such as their multicast memberships.
  func nextDatagramToVPC() throws -> [UInt8]? {
    while let packet = try toVPC() {
      if packet[packet[0] >> 4 == 4 ? 9 : 6] == Packets.udp { return packet }
    }
    return nil
  }

  /// The next IPv6 packet to the internet of which something holds.
  func nextToInternet(where holds: ([UInt8]) -> Bool) throws -> [UInt8]? {
    while let packet = try toInternet() {
      if packet[0] >> 4 == 6, holds(packet) { return packet }
    }
    return nil
  }

  func toInternet() throws -> [UInt8]? { try internet.receive().map { Array($0.dropFirst(14)) } }
  func toVPC() throws -> [UInt8]? { try vpc.receive().map { Array($0.dropFirst(14)) } }
}

@Suite struct NetworkAddressTranslationTests {
  static let client = "198.51.100.10"
  static let outside = "203.0.113.10"
  static let inside = "10.0.1.10"

  /// What the gateway's forwarding makes of a packet besides translation: one TTL less.
  static func forwarded(_ packet: [UInt8]) -> [UInt8] {
    var packet = packet
    packet[8] -= 1
    packet.replaceSubrange(10..<12, with: [0, 0])
    let sum = Packets.checksum(Array(packet[..<20]))
    packet.replaceSubrange(10..<12, with: Packets.word(sum))
    return packet
  }

  @Test("TCP and UDP are translated both ways, with the checksums that they should have")
  func translation() async throws {
    try await KernelSandbox.run {
      let lab = try InternetGatewayLab([Self.outside: Self.inside])
      let payload: [UInt8] = [1, 2, 3, 4, 5]
      try lab.fromInternet(Packets.tcp(Self.client, 4000, Self.outside, 80, flags: 2, payload))
      #expect(
        try lab.toVPC()
          == Self.forwarded(Packets.tcp(Self.client, 4000, Self.inside, 80, flags: 2, payload)))
      try lab.fromVPC(Packets.tcp(Self.inside, 80, Self.client, 4000, flags: 18, payload))
      #expect(
        try lab.toInternet()
          == Self.forwarded(Packets.tcp(Self.outside, 80, Self.client, 4000, flags: 18, payload)))
      for hasChecksum in [true, false] {
        func datagram(_ address: String) -> [UInt8] {
          Packets.udp(Self.client, 4000, address, 53, payload, checksummed: hasChecksum)
        }
        try lab.fromInternet(datagram(Self.outside))
        #expect(try lab.toVPC() == Self.forwarded(datagram(Self.inside)))
      }
      try lab.fromVPC(Packets.icmp(Self.inside, Self.client, type: 8, rest: [0, 1, 0, 1], payload))
      #expect(
        try lab.toInternet()
          == Self.forwarded(
            Packets.icmp(Self.outside, Self.client, type: 8, rest: [0, 1, 0, 1], payload)))
    }
  }

  @Test("Fragments are translated: the checksum in the first, the address in all")
  func fragments() async throws {
    try await KernelSandbox.run {
      let lab = try InternetGatewayLab([Self.outside: Self.inside])
      func fragments(_ address: String) -> [[UInt8]] {
        let datagram = Packets.datagram(
          Self.client, 4000, address, 53, [UInt8](repeating: 7, count: 24))
        return [
          Packets.ip(
            Self.client, address, 17, Array(datagram[..<16]), identification: 9,
            fragment: 0x2000),
          Packets.ip(
            Self.client, address, 17, Array(datagram[16...]), identification: 9, fragment: 2),
        ]
      }
      for fragment in fragments(Self.outside) { try lab.fromInternet(fragment) }
      for fragment in fragments(Self.inside) {
        #expect(try lab.toVPC() == Self.forwarded(fragment))
      }
    }
  }

  @Test("An address without a mapping passes in neither direction")
  func noMapping() async throws {
    try await KernelSandbox.run {
      let lab = try InternetGatewayLab([Self.outside: Self.inside])
      try lab.fromInternet(Packets.udp(Self.client, 1, "203.0.113.11", 2))
      try lab.fromInternet(Packets.udp(Self.client, 1, Self.inside, 2))
      try lab.fromInternet(Packets.udp(Self.client, 1, Self.outside, 2))
      #expect(
        try lab.toVPC() == Self.forwarded(Packets.udp(Self.client, 1, Self.inside, 2)))
      try lab.fromVPC(Packets.udp("10.0.1.11", 1, Self.client, 2))
      try lab.fromVPC(Packets.udp(Self.inside, 1, Self.client, 2))
      #expect(
        try lab.toInternet() == Self.forwarded(Packets.udp(Self.outside, 1, Self.client, 2)))
      try lab.dataPlane.expectDrops([.noPublicAddress: 3], [InternetGatewayLab.namespace])
    }
  }

  @Test("What comes from the internet with a source of the VPC is dropped, in both families")
  func spoofedSources() async throws {
    try await KernelSandbox.run {
      let lab = try InternetGatewayLab([Self.outside: Self.inside])
      let name = InternetGatewayLab.namespace.rawValue
      try NetworkNamespace.enter(name) { try Shell.run("sysctl -q net.ipv6.conf.all.forwarding=1") }
      try Shell.run("ip -n \(name) -6 route add 2001:db8:1::/56 dev in")
      try Shell.run(
        "ip -n \(name) neigh add 2001:db8:1::10 lladdr 02:00:00:00:00:02 dev in nud permanent")
      for source in ["10.0.21.4", "10.0.255.255"] {
        try lab.fromInternet(Packets.udp(source, 1, Self.outside, 2))
      }
      try lab.fromInternet(Packets.udp("2001:db8:1:0:1::1", 1, "2001:db8:1::10", 2))
      try lab.dataPlane.expectDrops([.vpcSource: 3], [InternetGatewayLab.namespace])
      // The neighbours of both ranges, and a public address of the VPC's own, are others.
      for source in ["10.1.0.0", Self.outside] {
        try lab.fromInternet(Packets.udp(source, 1, Self.outside, 2))
        #expect(
          try lab.nextDatagramToVPC() == Self.forwarded(Packets.udp(source, 1, Self.inside, 2)))
      }
      let other = Packets.udp("2001:db8:1:100::1", 1, "2001:db8:1::10", 2)
      try lab.fromInternet(other)
      #expect(try lab.nextDatagramToVPC().map { $0[8...] } == other[8...])
      try lab.dataPlane.expectDrops([.vpcSource: 3], [InternetGatewayLab.namespace])
    }
  }

  @Test("IPv6 leaves with a source of the VPC only, or as what the gateway itself has to say")
  func foreignSources() async throws {
    try await KernelSandbox.run {
      let lab = try InternetGatewayLab([Self.outside: Self.inside])
      let name = InternetGatewayLab.namespace.rawValue
      let (own, outside, inside) = ("fd00:ec2::a9fe:2", "2001:db8:ffff::10", "2001:db8:1::10")
      try NetworkNamespace.enter(name) { try Shell.run("sysctl -q net.ipv6.conf.all.forwarding=1") }
      try Shell.run("ip -n \(name) -6 addr add \(own)/128 dev out nodad")
      try Shell.run("ip -n \(name) link set in mtu 1400")
      for (route, neighbor, link) in [
        ("default", "fe80::1", "out"), ("2001:db8:1::/56", "fe80::2", "in"),
      ] {
        try Shell.run("ip -n \(name) -6 route add \(route) via \(neighbor) dev \(link) onlink")
        try Shell.run(
          "ip -n \(name) neigh add \(neighbor) lladdr 02:00:00:00:00:02 dev \(link) nud permanent")
      }
      // The ranges before and behind the VPC's, nobody's, and the gateway's own in an error that it
      // has not sent.
      let quoted = Packets.udp(outside, 1, inside, 2)
      let foreign = [
        Packets.udp("2001:db8:0:ffff::1", 1, outside, 2),
        Packets.udp("2001:db8:1:100::1", 1, outside, 2),
        Packets.tcp("fd00::1", 1, outside, 2, flags: Packets.syn),
        Packets.icmp(own, outside, type: 3, quoted),
      ]
      for packet in foreign { try lab.fromVPC(packet) }
      try lab.dataPlane.expectDrops([.foreignSource: 4], [InternetGatewayLab.namespace])
      for source in [inside, "2001:db8:1:ff:ffff:ffff:ffff:ffff"] {
        let packet = Packets.udp(source, 1, outside, 2)
        try lab.fromVPC(packet)
        #expect(
          try lab.nextToInternet { $0[6] == Packets.udp }.map { $0[8...] } == packet[8...],
          "the first to arrive is no foreign one")
      }

      // Time exceeded and packet too big, which are the gateway's own.
      let errors: [(type: UInt8, packet: [UInt8])] = [
        (3, Packets.ip(outside, inside, 17, Packets.datagram(outside, 1, inside, 2, []), ttl: 1)),
        (2, Packets.udp(outside, 1, inside, 2, [UInt8](repeating: 7, count: 1400))),
      ]
      for (type, packet) in errors {
        try lab.fromInternet(packet)
        let error = try #require(try lab.nextToInternet { $0[6] == 58 && $0[40] < 128 })
        #expect(error[40] == type)
        #expect(error[8..<40] == Packets.ip(own, outside, 58, [])[8...])
      }
      // The gateway finds who asked it, and is found.
      try Shell.run("ip -6 addr add 2001:db8:30::2/64 dev internet nodad")
      try Shell.run("ip -n \(name) -6 addr add 2001:db8:30::1/64 dev out nodad")
      try Shell.run("ping -6 -c 1 -W 2 2001:db8:30::1")
      try lab.dataPlane.expectDrops([.foreignSource: 4], [InternetGatewayLab.namespace])
    }
  }

  @Test("ICMP errors from the VPC quote the public address, and every checksum in them holds")
  func outgoingErrors() async throws {
    try await KernelSandbox.run {
      let lab = try InternetGatewayLab([Self.outside: Self.inside])
      // Of the host itself, and of a router before it that must not show its own address.
      for speaker in [Self.inside, "169.254.3.1", "10.0.1.1"] {
        let quotes = [
          (
            Packets.udp(Self.client, 4000, Self.inside, 53, [1, 2, 3]),
            Packets.udp(Self.client, 4000, Self.outside, 53, [1, 2, 3])
          ),
          (
            Packets.tcp(Self.client, 4000, Self.inside, 80, flags: 2),
            Packets.tcp(Self.client, 4000, Self.outside, 80, flags: 2)
          ),
        ]
        for (before, after) in quotes {
          // RFC 792 asks for eight bytes of the transport header at least, RFC 1812 for more.
          for count in [28, before.count] {
            try lab.fromVPC(
              Packets.icmp(
                speaker, Self.client, type: 3, code: 3, Array(before.prefix(count))))
            #expect(
              try lab.toInternet()
                == Self.forwarded(
                  Packets.icmp(
                    Self.outside, Self.client, type: 3, code: 3, Array(after.prefix(count)))))
          }
        }
      }
    }
  }

  @Test("ICMP errors from the internet reach the host that they are about")
  func incomingErrors() async throws {
    try await KernelSandbox.run {
      let lab = try InternetGatewayLab([Self.outside: Self.inside])
      func error(about address: String, _ rest: [UInt8]) -> [UInt8] {
        Packets.icmp(
          "192.0.2.1", address, type: 3, code: 4, rest: rest,
          Packets.udp(address, 53, Self.client, 4000, [1, 2, 3]))
      }
      let mtu: [UInt8] = [0, 0, 5, 120]
      try lab.fromInternet(error(about: Self.outside, mtu))
      #expect(try lab.toVPC() == Self.forwarded(error(about: Self.inside, mtu)))
    }
  }

  @Test("The gateway's own errors speak as the host")
  func ownErrors() async throws {
    try await KernelSandbox.run {
      let lab = try InternetGatewayLab([Self.outside: Self.inside])
      let expired = Packets.ip(
        Self.client, Self.outside, 17,
        Packets.datagram(Self.client, 4000, Self.outside, 53, [1]), ttl: 1)
      try lab.fromInternet(expired)
      let error = try #require(try lab.toInternet())
      #expect(Array(error[12..<20]) == [203, 0, 113, 10, 198, 51, 100, 10])
      #expect(Packets.checksum(Array(error[..<20])) == 0)
      #expect(error[20] == 11)
      #expect(Packets.checksum(Array(error[20...])) == 0)
      let quoted = Array(error[28...])
      #expect(quoted == expired)
    }
  }
}
