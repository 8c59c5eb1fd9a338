import Testing

/// A fault, and what must be found: the whole list of findings.
struct PlantedFault: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let expected: [String]
  let network: @Sendable () throws -> NetworkBuilder

  init(
    _ name: String, _ expected: [String],
    _ network: @escaping @Sendable () throws -> NetworkBuilder
  ) {
    testDescription = name
    self.expected = expected
    self.network = network
  }
}
