import Glibc

/// A point on CLOCK_MONOTONIC, for deadlines: it neither jumps nor means anything after a reboot.
package struct MonotonicTime: Hashable, Sendable, Comparable {
  /// Seconds since an arbitrary point.
  package var seconds: Double

  package init(seconds: Double) { self.seconds = seconds }

  package static var now: MonotonicTime {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return MonotonicTime(seconds: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
  }

  package static func + (time: MonotonicTime, seconds: Double) -> MonotonicTime {
    MonotonicTime(seconds: time.seconds + seconds)
  }

  /// The seconds from `right` to `left`.
  package static func - (left: MonotonicTime, right: MonotonicTime) -> Double {
    left.seconds - right.seconds
  }

  package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
    left.seconds < right.seconds
  }
}
