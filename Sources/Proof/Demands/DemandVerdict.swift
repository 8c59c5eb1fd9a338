package import IPAddressing
package import Topology

/// Whether a demand holds for all flows that it selects, and for which not.
package struct DemandVerdict: Sendable {
  /// One flow that shows what is wrong, and how many pairs of ends it stands for, its own included.
  package struct Witness: Sendable {
    package var source: FlowEnd
    package var sourceAddress: IPAddress
    package var destination: FlowEnd
    package var destinationAddress: IPAddress
    package var pairs: Int
  }

  /// Whether some flow is selected: of an `inspection` one that connects, or is lost where it
  /// should not be.
  package internal(set) var selects = false
  /// One for each pair that fails while these are few, else one for each of the first senders.
  package internal(set) var failures: [Witness] = []

  /// Up to so many pairs each have a witness.
  static let whole = 400
  /// Of more, so many senders have one each; the last one stands for the rest.
  static let senders = 40

  /// Pairs told one by one become pairs told by sender where they are many; the internet sends
  /// through everyone's own door, so that there the receivers count.
  static func thinned(_ witnesses: [Witness]) -> [Witness] {
    guard witnesses.count > whole else { return witnesses }
    var result: [Witness] = []
    var places: [FlowEnd: Int] = [:]
    for witness in witnesses {
      let end = witness.source == .internet ? witness.destination : witness.source
      if let place = places[end] {
        result[place].pairs += witness.pairs
      } else if result.count < senders {
        places[end] = result.count
        result.append(witness)
      } else {
        result[result.count - 1].pairs += witness.pairs
      }
    }
    return result
  }
}
