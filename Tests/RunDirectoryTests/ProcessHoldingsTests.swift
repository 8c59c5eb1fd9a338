import Testing

@testable import RunDirectory

@Suite("What processes hold")
struct ProcessHoldingsTests {
  @Test("A TUN descriptor tells its device, one that has none yet nothing")
  func tunnel() {
    let information = "pos:\t0\nflags:\t0100002\nmnt_id:\t9\niff:\tgwi-abc\n"
    #expect(ProcessHoldings.tunnel(information) == ["gwi-abc"])
    #expect(ProcessHoldings.tunnel("pos:\t0\niff:\n").isEmpty)
  }

  @Test("Netlink ports are those of netfilter's sockets with the inodes, and no other")
  func netlinkPorts() {
    let listing = """
      sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode
      00000000d22e272b 12  0          00000000 0        0        0     2        0        11
      00000000c41e0614 12  13654      00000000 0        0        0     2        0        12
      00000000c41e0615 12  4294963291 00000000 0        0        0     2        0        13
      00000000c41e0616 0   13655      00000000 0        0        0     2        0        14
      cut
      """
    #expect(ProcessHoldings.netlinkPorts(listing, [12, 13, 14]) == [13654, 4_294_963_291])
    #expect(ProcessHoldings.netlinkPorts("", [12]).isEmpty)
  }
}
