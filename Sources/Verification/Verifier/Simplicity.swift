import Diagnostics

/// How well a fault serves as the example of its cause; independent of the order of declarations.
struct Simplicity: Comparable {
  private let hasTrip: Bool
  private let hasName: Bool
  private let isForwardBypass: Bool
  private let declared: Int
  private let hops: Int
  private let names: String

  /// - Parameter id: the cause's name.
  init(_ fault: Fault, named id: DiagnosticID, _ judge: Judge) {
    hasName = fault.id == id
    guard let trip = fault.trip else {
      let legs = fault.stray?.legs ?? []
      let start = fault.stray.map { judge.name(of: $0.source, legs[0].source) } ?? ""
      (hasTrip, isForwardBypass, declared) = (false, false, 0)
      hops = legs.reduce(0) { $0 + $1.steps.count }
      names = "\(start) \(fault.message)"
      return
    }
    hasTrip = true
    // A reply that is dropped says more than one that goes unseen.
    isForwardBypass = fault.effects.union([fault.id]).contains(.inspectionBypassForward)
    let ends = [judge.opener(trip), judge.target(trip)]
    declared = ends.count { !Self.isSubnet($0) && $0 != "internet" }
    hops = trip.paths.reduce(0) { $0 + $1.steps.count }
    names = ends.joined(separator: " ") + " \(trip.flow.family) \(trip.flow.sourceAddress)"
  }

  /// Of a resource's address.
  private static func isSubnet(_ address: String) -> Bool {
    let parts = address.utf8.split(separator: UInt8(ascii: "/"))
    return parts.count > 2 && parts[1].elementsEqual("subnet".utf8)
  }

  private var rank: (Int, Int, Int, Int, Int, String) {
    (hasName ? 0 : 1, hasTrip ? 0 : 1, isForwardBypass ? 0 : 1, -declared, hops, names)
  }

  static func < (left: Simplicity, right: Simplicity) -> Bool { left.rank < right.rank }
  static func == (left: Simplicity, right: Simplicity) -> Bool { left.rank == right.rank }
}
