/// What a probe says about its target.
enum ProbeResult: Hashable, Sendable {
  case success
  case failure(String)
  /// The probe could not be made: that is our fault, and says nothing about the target.
  case inconclusive(String)
}
