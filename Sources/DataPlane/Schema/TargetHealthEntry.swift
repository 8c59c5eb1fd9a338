/// Which zones find a target healthy, by the agent's word, and whether it is being drained.
struct TargetHealthEntry: Hashable, MapBytes {
  /// A bit each.
  var healthyZones: UInt16
  /// TARGET_DRAINS of gwlb.h.
  var isDraining: Bool

  static let byteCount = 4
  static let unknown = TargetHealthEntry(healthyZones: 0, isDraining: false)

  init(healthyZones: UInt16, isDraining: Bool) {
    self.healthyZones = healthyZones
    self.isDraining = isDraining
  }

  init(reading bytes: inout ByteReader) {
    let number: UInt32 = bytes.native()
    healthyZones = UInt16(truncatingIfNeeded: number)
    isDraining = number >> 16 & 1 != 0
  }

  func write(to bytes: inout ByteWriter) {
    bytes.native(UInt32(healthyZones) | (isDraining ? 1 << 16 : 0))
  }

  func isHealthy(in zone: Int) -> Bool { healthyZones >> zone & 1 != 0 }
}
