import IPAddressing
import Lowering
import Topology

/// The choices of an apply that the next one keeps, so that an edit moves nothing.
struct Assignments {
  /// By resource.
  var addresses: [String: IPAddress] = [:]
  var numbers = AssignedNumbers()
  /// By appliance group: what scaling has decided.
  var capacities: [String: ApplianceGroup.Capacity] = [:]

  static let none = Assignments()
}

extension Assignments {
  /// As they are remembered.
  init(_ texts: [String: String]) {
    self.init(
      addresses: texts.compactMapValues { IPAddress($0) }, numbers: AssignedNumbers(texts))
  }

  var texts: [String: String] {
    addresses.mapValues(\.description).merging(numbers.texts) { first, _ in first }
  }
}
