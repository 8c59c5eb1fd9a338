import CLinux
package import IPAddressing

/// Which frames are captured: GENEVE in IPv4 of some endpoints, or of some appliances, as a program
/// of classic BPF (Documentation/networking/filter.rst).
package struct CaptureFilter: Sendable {
  /// Instructions of the longest program that the kernel takes (BPF_MAXINSNS).
  private static let mostInstructions = 4096
  /// Ids that have their lower half in common: what a jump can skip.
  private static let mostAlike = 126
  /// Bytes of the largest frame that is kept whole: more than any super-packet.
  package static let snapLength: UInt32 = 262_144

  private static let ethernetLength: UInt32 = 14
  private static let geneve: UInt32 = 6081
  /// Class, type and length of AWS's first option, the endpoint's id.
  private static let endpointOption: UInt32 = 0x0108_0102

  let instructions: [sock_filter]

  /// Frames whose first option has one of the ids, in either direction, and frames to or from one of
  /// the IPv4 addresses.
  ///
  /// Nil for more than a program can hold. The kernel may have less memory for it, and says ENOMEM to
  /// a hundred or more of them (`net.core.optmem_max`).
  package init?(endpointIDs: some Collection<UInt64>, appliances: some Collection<IPAddress>) {
    var program = Program()
    program.load(.half, at: 12)
    program.require(0x0800)
    program.load(.byte, at: 23)
    program.require(17)
    program.load(.half, at: 20)
    program.refuse(bits: 0x1fff)
    // From here on X is the length of the IPv4 header.
    program.loadHeaderLength(at: Self.ethernetLength)
    program.load(.half, behindHeader: Self.ethernetLength + 2)
    program.require(Self.geneve)
    if !appliances.isEmpty {
      let numbers = appliances.map { $0.bytes.reduce(0 as UInt32) { $0 << 8 | UInt32($1) } }
      for place in [26, 30] as [UInt32] {
        program.load(.word, at: place)
        for number in numbers { program.acceptIf(number, Self.snapLength) }
      }
    }
    if !endpointIDs.isEmpty {
      let option = Self.ethernetLength + 8 + 8
      program.load(.word, behindHeader: option)
      program.require(Self.endpointOption)
      program.load(.word, behindHeader: option + 8)
      // Ids are told by their lower halves; the accumulator is lost with the look at an upper one.
      let halves = Dictionary(grouping: endpointIDs) { UInt32(truncatingIfNeeded: $0) }
      for (lower, ids) in halves.sorted(by: { $0.key < $1.key }) {
        guard ids.count <= Self.mostAlike else { return nil }
        program.skipUnless(lower, instructions: UInt8(2 * ids.count + 2))
        program.load(.word, behindHeader: option + 4)
        for id in ids { program.acceptIf(UInt32(truncatingIfNeeded: id >> 32), Self.snapLength) }
        program.end(keeping: 0)
      }
    }
    program.end(keeping: 0)
    guard program.instructions.count <= Self.mostInstructions else { return nil }
    instructions = program.instructions
  }

  /// Builds a program; each test that fails ends it at once, so that no jump is long.
  private struct Program {
    enum Size: UInt16 {
      case word = 0x00
      case half = 0x08
      case byte = 0x10
    }

    // BPF_LD | BPF_ABS or BPF_IND, BPF_LDX | BPF_B | BPF_MSH, BPF_JMP and BPF_RET, all with BPF_K.
    private static let absolute: UInt16 = 0x20
    private static let indirect: UInt16 = 0x40
    private static let headerLength: UInt16 = 0xb1
    private static let jumpIfEqual: UInt16 = 0x15
    private static let jumpIfSet: UInt16 = 0x45
    private static let ret: UInt16 = 0x06

    var instructions: [sock_filter] = []

    mutating func load(_ size: Size, at place: UInt32) { add(Self.absolute | size.rawValue, place) }

    mutating func load(_ size: Size, behindHeader place: UInt32) {
      add(Self.indirect | size.rawValue, place)
    }

    mutating func loadHeaderLength(at place: UInt32) { add(Self.headerLength, place) }

    mutating func require(_ value: UInt32) {
      add(Self.jumpIfEqual, value, ifTrue: 1)
      end(keeping: 0)
    }

    mutating func refuse(bits: UInt32) {
      add(Self.jumpIfSet, bits, ifFalse: 1)
      end(keeping: 0)
    }

    mutating func acceptIf(_ value: UInt32, _ length: UInt32) {
      add(Self.jumpIfEqual, value, ifFalse: 1)
      end(keeping: length)
    }

    mutating func skipUnless(_ value: UInt32, instructions count: UInt8) {
      add(Self.jumpIfEqual, value, ifFalse: count)
    }

    mutating func end(keeping length: UInt32) { add(Self.ret, length) }

    private mutating func add(
      _ code: UInt16, _ value: UInt32, ifTrue: UInt8 = 0, ifFalse: UInt8 = 0
    ) {
      instructions.append(sock_filter(code: code, jt: ifTrue, jf: ifFalse, k: value))
    }
  }
}
