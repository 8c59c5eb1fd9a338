import Synchronization

/// A file's path as the user named it, as a number: every route has a place, and none should own a
/// string.
package struct SourcePath: Hashable, Sendable {
  private struct Register {
    var texts: [String] = []
    var numbers: [String: UInt32] = [:]
  }

  private let number: UInt32

  /// Every path that was named so far; a process reads few files.
  private static let register = Mutex(Register())

  package init(_ text: String) {
    number = Self.register.withLock { register in
      if let known = register.numbers[text] { return known }
      let next = UInt32(register.texts.count)
      register.texts.append(text)
      register.numbers[text] = next
      return next
    }
  }

  package var text: String { Self.register.withLock { $0.texts[Int(number)] } }
}

extension SourcePath: Comparable {
  /// By text.
  package static func < (left: SourcePath, right: SourcePath) -> Bool {
    left != right && left.text < right.text
  }
}
