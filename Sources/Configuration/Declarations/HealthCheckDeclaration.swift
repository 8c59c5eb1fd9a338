/// What the health checks of appliances and of targets have in common.
package protocol HealthCheckDeclaration: Construct {
  var path: Defaulted<String> { get set }
  /// In seconds, as is `timeout`.
  var interval: Defaulted<Double> { get set }
  var timeout: Defaulted<Double> { get set }
  var healthyThreshold: Defaulted<Int> { get set }
  var unhealthyThreshold: Defaulted<Int> { get set }

  /// What is probed: "an appliance".
  static var member: String { get }
}

extension HealthCheckDeclaration {
  package static var noun: String { "a health check" }

  /// How often is asked, and how many answers count.
  static var pace: [Field<Self>] {
    [
      Field(
        "interval", \.interval, .duration(0.1...300),
        "The time between two probes. AWS allows no less than 5s; a lab may be faster."),
      Field(
        "timeout", \.timeout, .duration(0.05...120),
        "How long an answer may take. AWS allows no less than 2s; a lab may be faster."),
      Field(
        "healthy_threshold", \.healthyThreshold, .integer(2...10),
        "How many good probes in a row make \(member) healthy."),
      Field(
        "unhealthy_threshold", \.unhealthyThreshold, .integer(2...10),
        "How many bad probes in a row make \(member) unhealthy."),
    ]
  }
}
