import CLinux
package import IPAddressing

/// The rules of one family, the kernel's own ones too.
package struct RuleDump: NetlinkDump {
  package var family: AddressFamily

  package init(_ family: AddressFamily) { self.family = family }

  package var messageType: Int { Int(RTM_GETRULE) }

  package func encode(into message: inout MessageBuffer) {
    var header = fib_rule_hdr()
    header.family = family.number
    message.append(header)
  }

  package func decode(_ message: Message) -> ListedRule? {
    guard message.type == Int(RTM_NEWRULE),
      let header = message.familyHeader(fib_rule_hdr.self), Int(header.src_len) <= family.width
    else { return nil }
    var rule = Rule(
      family: family, preference: 0,
      isInverted: header.flags & UInt32(FIB_RULE_INVERT) != 0, action: .blackhole, owner: 0)
    var table = UInt32(header.table)
    var target: UInt32 = 0
    var strange: [String] = header.tos == 0 ? [] : ["tos 0x\(String(header.tos, radix: 16))"]
    for attribute in message.attributes(after: fib_rule_hdr.self) {
      switch attribute.type {
      case Int(FRA_PRIORITY): rule.preference = attribute.number() ?? 0
      case Int(FRA_TABLE): table = attribute.number() ?? table
      case Int(FRA_PROTOCOL): rule.owner = attribute.number() ?? 0
      case Int(FRA_IIFNAME): rule.inputName = attribute.string
      case Int(FRA_GOTO): target = attribute.number() ?? 0
      case Int(FRA_FWMARK): rule.mark = attribute.number()
      case Int(FRA_FWMASK): rule.markMask = attribute.number()
      case Int(FRA_SRC):
        rule.source = attribute.address.map { Prefix($0, length: Int(header.src_len)) }
      // Present in every listing; -1 is off.
      case Int(FRA_SUPPRESS_PREFIXLEN) where attribute.number(Int32.self) == -1: break
      case Int(FRA_PAD): break
      default: strange.append(Self.words(attribute, header))
      }
    }
    switch Int(header.action) {
    case Int(FR_ACT_TO_TBL) where strange.isEmpty: rule.action = .lookup(table: table)
    case Int(FR_ACT_BLACKHOLE) where strange.isEmpty: rule.action = .blackhole
    case Int(FR_ACT_GOTO) where strange.isEmpty: rule.action = .goTo(preference: target)
    default:
      let action =
        switch Int(header.action) {
        case Int(FR_ACT_TO_TBL): "lookup \(table)"
        case Int(FR_ACT_GOTO): "goto \(target)"
        case Int(FR_ACT_BLACKHOLE): "blackhole"
        case Int(FR_ACT_UNREACHABLE): "unreachable"
        case Int(FR_ACT_PROHIBIT): "prohibit"
        case Int(FR_ACT_NOP): "nop"
        default: "type \(header.action)"
        }
      rule.action = .other((strange + [action]).joined(separator: " "))
    }
    guard case .other = rule.action else { return ListedRule(rule: rule, message: []) }
    return ListedRule(rule: rule, message: Array(message.payload))
  }

  /// As ip-rule(8) prints it.
  private static func words(_ attribute: Attribute, _ header: fib_rule_hdr) -> String {
    switch attribute.type {
    case Int(FRA_DST): "to \(attribute.address.map { "\($0)/\(header.dst_len)" } ?? "all")"
    case Int(FRA_OIFNAME): "oif \(attribute.string)"
    case Int(FRA_IP_PROTO): "ipproto \(attribute.number(UInt8.self) ?? 0)"
    case Int(FRA_SPORT_RANGE): "sport \(range(attribute, of: UInt16.self))"
    case Int(FRA_DPORT_RANGE): "dport \(range(attribute, of: UInt16.self))"
    case Int(FRA_UID_RANGE): "uidrange \(range(attribute, of: UInt32.self, isAlwaysRange: true))"
    case Int(FRA_L3MDEV): "lookup [l3mdev-table]"
    case Int(FRA_SUPPRESS_PREFIXLEN):
      "suppress_prefixlength \(attribute.number(UInt32.self) ?? 0)"
    case Int(FRA_SUPPRESS_IFGROUP): "suppress_ifgroup \(attribute.number(UInt32.self) ?? 0)"
    case Int(FRA_FLOW): "realms \(attribute.number(UInt32.self) ?? 0)"
    // Its bytes stand the other way round.
    case Int(FRA_TUN_ID): "tun_id \(attribute.number(UInt64.self)?.byteSwapped ?? 0)"
    default: "attribute \(attribute.type)"
    }
  }

  /// Two numbers in a row.
  private static func range<Number: FixedWidthInteger & BitwiseCopyable>(
    _ attribute: Attribute, of _: Number.Type, isAlwaysRange: Bool = false
  ) -> String {
    let size = MemoryLayout<Number>.size
    guard attribute.payload.count >= 2 * size else { return "?" }
    let first = attribute.payload.loadUnaligned(as: Number.self)
    let last = attribute.payload.loadUnaligned(fromByteOffset: size, as: Number.self)
    return first == last && !isAlwaysRange ? "\(first)" : "\(first)-\(last)"
  }

  package var description: String { "rule list \(family == .ipv4 ? "inet" : "inet6")" }
}
