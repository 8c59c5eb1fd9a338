import Glibc

/// Somebody has to say that what an apply made is to be kept.
package struct ConfirmationWait {
  let seconds: Int
  let isGiven: () -> Bool

  /// - Parameters:
  ///   - seconds: From when everything is in place.
  ///   - isGiven: Waits for that long, or until somebody answers.
  package init(within seconds: Int, isGiven: @escaping () -> Bool) {
    self.seconds = seconds
    self.isGiven = isGiven
  }

  /// When the time is over, from now, in seconds since 1970.
  var deadline: Int { time(nil) + seconds }
}
