import Glibc

/// The running kernel's version, from uname(2).
struct KernelRelease: Hashable {
  let text: String
  let major: Int
  let minor: Int

  init?(_ text: String) {
    let numbers = text.split(whereSeparator: { !$0.isNumber }).prefix(2).compactMap { Int($0) }
    guard numbers.count == 2, text.first?.isNumber == true else { return nil }
    self.text = text
    (major, minor) = (numbers[0], numbers[1])
  }

  static var current: KernelRelease? {
    var names = utsname()
    guard uname(&names) == 0 else { return nil }
    let text = withUnsafeBytes(of: names.release) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    return KernelRelease(text)
  }

  /// TCX links came with Linux 6.6.
  var hasTCX: Bool { (major, minor) >= (6, 6) }
}
