import Glibc

/// CLOCK_MONOTONIC, which is the programs' clock too: it means nothing after a reboot, like the maps.
enum KernelClock {
  /// Seconds since an arbitrary point.
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
