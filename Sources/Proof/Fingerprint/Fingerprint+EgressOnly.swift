/// Flows that leave by an egress-only internet gateway: their replies come in by it, past the edge
/// table that everything else from the internet goes by, and none leave by it.
extension Fingerprint {
  /// By source: the sum of what senders meet who answer it by their internet gateways, over all to
  /// whom it sends by its egress-only one; of these also only those whom such a packet reaches.
  struct Answers {
    var all: [Matrix]
    var ofReached: [Matrix]
  }

  /// Nil where no source sends that way.
  ///
  /// One sweep over the sources in order of their addresses: what each sender meets towards the
  /// source at hand is added where that begins and taken away where it ends.
  ///
  /// - Parameters:
  ///   - ways: over the internet.
  ///   - reached: by place: whether packets from the internet reach it.
  func answers(to ways: [Way], reached: [Bool]) -> Answers? {
    let asking = ways.filter(\.isEgressOnly).sorted { place(of: $0) < place(of: $1) }
    guard !asking.isEmpty else { return nil }
    var changes = [[(place: Int, term: Matrix)]](repeating: [], count: reached.count + 1)
    for way in ways where !way.isEgressOnly {
      let place = place(of: way)
      let term = weights[place] * way.product.transposed
      for piece in pieces[way.pieces] {
        changes[Int(piece.lowerBound)].append((place, term))
        changes[Int(piece.upperBound)].append((place, .zero - term))
      }
    }
    var answers = Answers(
      all: [Matrix](repeating: .zero, count: sources.count),
      ofReached: [Matrix](repeating: .zero, count: sources.count))
    var all = RunningSums(count: reached.count)
    var ofReached = all
    var position = 0
    for way in asking {
      while position <= place(of: way) {
        for (place, term) in changes[position] {
          all.add(term, at: place)
          if reached[place] { ofReached.add(term, at: place) }
        }
        position += 1
      }
      let source = Int(way.source)
      for piece in pieces[way.pieces] {
        answers.all[source] = answers.all[source] + all.sum(of: piece)
        answers.ofReached[source] = answers.ofReached[source] + ofReached.sum(of: piece)
      }
    }
    return answers
  }

  private func place(of way: Way) -> Int { Int(places[sources[Int(way.source)]]) }
}
