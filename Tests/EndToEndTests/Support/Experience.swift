/// What becomes of a datagram that somebody answers: as the model says, or as the kernel did.
struct Experience: Equatable, CustomStringConvertible {
  /// Who got it; nobody may, and nobody but its destination should.
  var receivers: Set<String> = []
  /// The answer came to who had asked, from whom he had asked.
  var isAnswered = false
  /// The endpoints and instances that each direction passed, whether it arrived or not.
  var passedByRequest: Set<String> = []
  var passedByReply: Set<String> = []

  var description: String {
    let end = receivers.isEmpty ? "lost" : "at \(receivers.sorted().joined(separator: ", "))"
    return "\(end) past \(passedByRequest.sorted()), "
      + "\(isAnswered ? "answered" : "not answered") past \(passedByReply.sorted())"
  }
}

extension Experience {
  /// As the model has it.
  init(_ traced: TraceDocument.Flow) {
    let arrives = ["symmetric", "asymmetric", "reply-lost"].contains(traced.outcome)
    receivers = arrives ? [traced.flow.destination] : []
    isAnswered = arrives && traced.outcome != "reply-lost"
    passedByRequest = Self.points(traced.forward)
    passedByReply = Self.points(traced.backward)
  }

  private static func points(_ hops: [TraceDocument.Flow.Hop]) -> Set<String> {
    Set(hops.map(\.at).filter { $0.contains("/gwlb_endpoint/") || $0.contains("/instance/") })
  }
}
