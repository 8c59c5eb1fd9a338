/// How a target is probed; times in seconds.
package struct HealthCheck: Hashable, Sendable {
  package enum `Protocol`: String, Hashable, Sendable { case tcp, http, https }

  package var `protocol`: `Protocol`
  package var port: Int
  package var path: String
  package var interval: Double
  package var timeout: Double
  package var healthyThreshold: Int
  package var unhealthyThreshold: Int

  package init(
    protocol: `Protocol`, port: Int, path: String, interval: Double, timeout: Double,
    healthyThreshold: Int, unhealthyThreshold: Int
  ) {
    self.protocol = `protocol`
    self.port = port
    self.path = path
    self.interval = interval
    self.timeout = timeout
    self.healthyThreshold = healthyThreshold
    self.unhealthyThreshold = unhealthyThreshold
  }
}
