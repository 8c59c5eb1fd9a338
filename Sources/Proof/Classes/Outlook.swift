/// Addresses of the internet that stand for all of it, as packets from one place see it.
struct Outlook<Bits: AddressBits>: Sendable {
  /// One for each word inside the VPC and, where that leads to a transit gateway, for each stretch
  /// that no hub or transit VPC tells apart.
  struct View: Hashable, Sendable {
    var word: Int32
    var stretch: Int32
    /// Whether it lies in none of the ranges that are left out.
    var isWanted = true
  }

  private let model: Model<Bits>
  private let maps: IntervalMaps<Bits>
  private let lexicon: Lexicon
  /// Where the addresses change that transit gateways, and what lies behind them, tell apart.
  private let hubStarts: [Bits]
  private let leftOut: [ClosedRange<Bits>]
  /// Where these ranges begin, and what follows them.
  private let cuts: [Bits]
  private var known: [Int32: [(view: View, address: Bits)]] = [:]

  /// - Parameter leftOut: ranges that are told apart from all else.
  init(_ survey: Survey<Bits>, hubStarts: [Bits], leftOut: [ClosedRange<Bits>] = []) {
    self.leftOut = leftOut
    cuts = Set(leftOut.flatMap { [$0.lowerBound, $0.upperBound &+ 1] }).sorted()
    model = survey.model
    maps = survey.local.maps
    lexicon = survey.local.lexicon
    self.hubStarts = hubStarts
  }

  /// What a map makes of the internet: an address for each view, in order of addresses.
  mutating func views(of map: Int32) -> [(view: View, address: Bits)] {
    if let views = known[map] { return views }
    let views = find(Int(map))
    known[map] = views
    return views
  }

  private func find(_ map: Int) -> [(view: View, address: Bits)] {
    var found: [(view: View, address: Bits)] = []
    var seen: Set<View> = []
    let internet = model.internet.range(of: 0)
    for index in maps.range(of: map) {
      let word = maps.values[index]
      let isHub = lexicon.lastKind(of: word) == .hub
      let (first, last) = (maps.starts[index], maps.end(of: index, in: map))
      var piece = model.internet.index(of: first, in: 0)
      while piece < internet.upperBound, model.internet.starts[piece] <= last {
        defer { piece += 1 }
        if model.internet.values[piece] == 0 { continue }
        let low = max(first, model.internet.starts[piece])
        let high = min(last, model.internet.end(of: piece, in: 0))
        var address = low
        while true {
          let place = isHub ? hubStarts.count(leading: { $0 <= address }) : 0
          let view = View(
            word: word, stretch: isHub ? Int32(place) : -1,
            isWanted: !leftOut.contains { $0.contains(address) })
          if seen.insert(view).inserted { found.append((view, address)) }
          var next = isHub && place < hubStarts.count ? hubStarts[place] : nil
          let cut = cuts.isEmpty ? 0 : cuts.count(leading: { $0 <= address })
          if cut < cuts.count { next = min(next ?? .max, cuts[cut]) }
          guard let next, next <= high else { break }
          address = next
        }
      }
    }
    return found
  }
}
