import DataPlane
import HostState
import IPAddressing
import TestSupport
import Testing

/// Two hosts of one subnet, in the hands of packet sockets.
final class SubnetLab {
  static let router = NamespaceName(rawValue: "bw.lab.router")
  static let host = MACAddress(derivedFrom: "host")
  static let other = MACAddress(derivedFrom: "other")
  static let addresses = ["10.0.1.10", "2001:db8::10"]

  let dataPlane = DataPlane(
    fileSystem: BPFFileSystem(path: "/run/bpf"), recordDirectory: "/run")
  var state: SourceCheckDataPlane
  let hosts: [PacketSocket]

  /// - Parameter hasAppliance: the second host is one.
  init(checksAddresses: Bool = true, hasAppliance: Bool = false) throws {
    let router = Self.router.rawValue
    try NetworkNamespace.add(router)
    try Shell.run("ip -n \(router) link add name bridge type bridge mcast_snooping 0")
    try Shell.run("ip -n \(router) link set dev bridge addrgenmode none up")
    for (name, index) in [("host", 10), ("other", 11)] {
      try Shell.run("ip link add i-\(name) index \(index) type veth peer name \(name)")
      try Shell.run("ip link set i-\(name) netns \(router)")
      try Shell.run("ip link set \(name) addrgenmode none up")
      try Shell.run("ip -n \(router) link set i-\(name) addrgenmode none master bridge up")
    }
    state = SourceCheckDataPlane(ports: [
      SourceCheckDataPlane.Port(
        link: LinkName(rawValue: "i-host"), linkIndex: 10, macAddress: Self.host,
        addresses: try Self.addresses.map(GatewayLoadBalancerLab.address),
        checksAddresses: checksAddresses)
    ])
    if hasAppliance {
      state.ports.append(
        SourceCheckDataPlane.Port(
          link: LinkName(rawValue: "i-other"), linkIndex: 11, macAddress: Self.other,
          addresses: [try GatewayLoadBalancerLab.address("10.0.1.12")], checksAddresses: true,
          isAppliance: true))
    }
    hosts = [try PacketSocket("host"), try PacketSocket("other")]
    try dataPlane.fileSystem.mount()
    try apply()
  }

  func apply() throws {
    try NetworkNamespace.enter(Self.router.rawValue) {
      try dataPlane.apply(.sourceCheck(state), in: Self.router)
    }
  }

  func observe() throws -> DataPlaneState? {
    try NetworkNamespace.enter(Self.router.rawValue) { try dataPlane.observe(Self.router) }
  }

  /// Whether a frame of the first host reaches the second.
  func passes(_ frame: [UInt8]) throws -> Bool {
    let sentinel = Packets.ethernet(
      to: Self.other, from: Self.host, Packets.udp("10.0.1.10", 1, "10.0.1.11", 9, [0x53]))
    try hosts[0].send(frame)
    try hosts[0].send(sentinel)
    // Frames keep their order.
    let first = try receive()
    if first == sentinel { return false }
    #expect(first == frame)
    #expect(try receive() == sentinel)
    return true
  }

  /// The next frame that a test sent: links report their multicast memberships when they please.
  private func receive() throws -> [UInt8] {
    while let frame = try hosts[1].receive() {
      if [Self.host, Self.other].map(\.bytes).contains(Array(frame[6..<12])) { return frame }
    }
    Issue.record("not even the sentinel arrived")
    return []
  }
}
