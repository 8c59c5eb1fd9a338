extension SyntheticNetwork {
  /// Hubs have a /10 each: RFC 1918's 10.0.0.0/8, then RFC 6598's shared space.
  static let hubBlocks: [Block] = [
    Block(10, 0, 0, 0, length: 10), Block(10, 64, 0, 0, length: 10),
    Block(10, 128, 0, 0, length: 10), Block(10, 192, 0, 0, length: 10),
    Block(100, 64, 0, 0, length: 10),
  ]

  /// An IPv4 prefix.
  struct Block: Hashable, Sendable {
    /// In host byte order.
    let address: UInt32
    let length: UInt32

    init(address: UInt32, length: UInt32) {
      self.address = address
      self.length = length
    }

    init(_ first: UInt32, _ second: UInt32, _ third: UInt32, _ fourth: UInt32, length: UInt32) {
      self.init(address: first << 24 | second << 16 | third << 8 | fourth, length: length)
    }

    /// The part of the given length and number.
    func part(_ number: Int, length: UInt32) -> Block {
      Block(address: address + UInt32(number) << (32 - length), length: length)
    }
  }

  /// A spoke's /22.
  func cidr(ofSpoke spoke: Int) -> Block {
    Self.hubBlocks[hub(of: spoke)].part(spoke % Self.spokesPerHub, length: 22)
  }

  /// The last /22 of the hub's block.
  func cidr(ofInspectionVPC hub: Int) -> Block { Self.hubBlocks[hub].part(4095, length: 22) }

  /// The four /26 of host subnets.
  func hostSubnet(_ number: Int, of spoke: Int) -> Block {
    cidr(ofSpoke: spoke).part(number, length: 26)
  }

  /// A /28 beyond the host subnets, one a zone and kind of infrastructure.
  static func infrastructure(_ kind: Int, zone: Int, in vpc: Block) -> Block {
    vpc.part(16 + kind * 4 + zone, length: 28)
  }

  /// What host subnets send to the transit gateway: the hub's whole block, or with a gap as much as
  /// covers half of the hub's spokes or more.
  func summary(of hub: Int) -> Block {
    let block = Self.hubBlocks[hub]
    guard shape == .summaryGap else { return block }
    return block.part(0, length: 22 - UInt32(coveredSpokesLog2(of: hub)))
  }

  /// The largest power of two below the number of the hub's spokes.
  private func coveredSpokesLog2(of hub: Int) -> Int {
    let count = max(spokes(of: hub).count - 1, 1)
    return Int.bitWidth - 1 - count.leadingZeroBitCount
  }

  /// How many of the hub's spokes the summary covers.
  func coveredSpokes(of hub: Int) -> Int {
    guard shape == .summaryGap else { return spokes(of: hub).count }
    return min(1 << coveredSpokesLog2(of: hub), spokes(of: hub).count)
  }
}

extension SyntheticNetwork.Block: CustomStringConvertible {
  var description: String {
    "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)/\(length)"
  }
}
