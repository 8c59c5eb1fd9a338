import IPAddressing
import Topology

/// Addresses of the internet that stand for all of it, as packets from one place see it on both
/// sides: what is on the internet for one of them only stands for nothing.
struct JointOutlook<Bits: AddressBits> {
  /// What one side's maps make of an address: each word and, where that leads to a transit gateway,
  /// the stretch that no hub tells apart.
  typealias View = [Int32]

  private struct Side {
    let model: Model<Bits>
    let maps: IntervalMaps<Bits>
    let lexicon: Lexicon
    let hubStarts: [Bits]

    init(_ side: ComparedSide<Bits>) {
      model = side.model
      maps = side.survey.local.maps
      lexicon = side.survey.local.lexicon
      hubStarts = OutsidePairs.hubStarts(side.topology, side.survey)
    }

    func view(of address: Bits, _ map: Int32) -> View {
      let word = maps.value(at: address, in: Int(map))
      let isHub = lexicon.lastKind(of: word) == .hub
      return [word, isHub ? Int32(hubStarts.count(leading: { $0 <= address })) : -1]
    }

    func starts(of map: Int32) -> [Bits] { maps.range(of: Int(map)).map { maps.starts[$0] } }
  }

  private struct Question: Hashable {
    var old: [Int32]
    var new: [Int32]
  }

  private let old: Side
  private let new: Side
  /// Where the internet begins and ends, and hubs tell addresses apart; before them addresses that
  /// mean something to people.
  private let common: [Bits]
  private var known: [Question: [(view: View, address: Bits)]] = [:]

  init(_ old: ComparedSide<Bits>, _ new: ComparedSide<Bits>) {
    self.old = Side(old)
    self.new = Side(new)
    let named = [new.topology, old.topology].flatMap { topology -> [Bits] in
      let hosts = topology.internet.hosts.sorted { $0.name < $1.name }.compactMap {
        Bits(ofFamily: Bits.family == .ipv4 ? $0.ipv4 : $0.ipv6)
      }
      let lab = Bits.family == .ipv4 ? topology.internet.ipv4 : topology.internet.ipv6
      return hosts + [Bits(lab.address) &+ 10]
    }
    common =
      named + old.model.internet.starts + new.model.internet.starts + self.old.hubStarts
      + self.new.hubStarts
  }

  /// An address for each view that packets by some maps of either side have.
  mutating func views(
    old oldMaps: [Int32], new newMaps: [Int32]
  ) -> [(view: View, address: Bits)] {
    let question = Question(old: oldMaps, new: newMaps)
    if let views = known[question] { return views }
    var found: [(view: View, address: Bits)] = []
    var seen: Set<View> = []
    let starts =
      common + oldMaps.flatMap { old.starts(of: $0) } + newMaps.flatMap { new.starts(of: $0) }
    for address in starts {
      guard old.model.isOnInternet(address), new.model.isOnInternet(address) else { continue }
      let view =
        oldMaps.flatMap { old.view(of: address, $0) }
        + newMaps.flatMap { new.view(of: address, $0) }
      if seen.insert(view).inserted { found.append((view, address)) }
    }
    known[question] = found
    return found
  }
}
