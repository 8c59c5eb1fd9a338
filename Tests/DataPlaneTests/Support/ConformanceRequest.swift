/// What Conformance/lab.py asks the test for, a line of JSON each.
struct ConformanceRequest: Decodable {
  enum Verb: String, Decodable {
    case facts, configure, change, health, age, flows, drops, count, report, end
  }

  struct Target: Decodable {
    var slot: Int
    var zone: Int
    var draining: Bool?
  }

  struct Settings: Decodable {
    /// AWS's `stickiness.type`; none is five tuples.
    var stickiness: String?
    var rebalances: Bool?
    var crossZone: Bool?
    var tcpIdleTimeout: Int?
    var resets: [String]?

    private enum CodingKeys: String, CodingKey {
      case stickiness, rebalances, resets
      case crossZone = "cross_zone"
      case tcpIdleTimeout = "tcp_idle_timeout"
    }
  }

  var verb: Verb
  var targets: [Target]?
  var settings: Settings?
  /// Healthy slots by zone.
  var healthy: [String: [Int]]?
  var seconds: UInt32?
  var rule: String?
  var failure: String?
  var rules: Int?
  var name: String?
  var value: Int?

  private enum CodingKeys: String, CodingKey {
    case targets, settings, healthy, seconds, rule, failure, rules, name, value
    case verb = "do"
  }
}
