import CLinux
import Glibc

/// What the kernel refused a capture.
package struct CaptureError: Error, CustomStringConvertible {
  package let operation: String
  /// errno.
  package let code: Int32

  init(_ operation: String, code: Int32) {
    self.operation = operation
    self.code = code
  }

  /// Whether the kernel has no memory for a filter of this length.
  package var isTooLong: Bool { code == ENOMEM }

  package var description: String {
    let name = clinux_error_name(code).map { String(cString: $0) } ?? "error \(code)"
    let text = clinux_error_text(code).map { String(cString: $0) } ?? "unknown"
    return "\(operation): \(text) (\(name))"
  }
}
