import Diagnostics
import YAMLSyntax

extension ValueType where Value == Double {
  /// A time such as `350s`, in seconds; a whole number of them where AWS counts so.
  package static func duration(
    _ range: ClosedRange<Double>, isWhole: Bool = false
  ) -> ValueType {
    let noun = "a time from \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))"
    return ValueType(
      noun: noun, schema: { ["type": "string", "pattern": "^[0-9]+(ms|s|m|h)$"] },
      render: { .string(Self.text($0)) },
      decode: { node, decoder in
        guard decoder.tree.kind(of: node) == .scalar, !decoder.tree.isNull(node) else {
          decoder.refuseType(node, expected: noun)
          return nil
        }
        let text = decoder.tree.string(of: node)
        guard let seconds = Self.seconds(text) else {
          let isNumber = !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
          decoder.refuse(
            node, .invalidDuration,
            isNumber ? "the time `\(text)` has no unit" : "`\(Excerpt.shortened(text))` is no time",
            help: isNumber
              ? "write `\(text)s` for seconds"
              : "write a whole number and `ms`, `s`, `m` or `h`, such as `350s`")
          return nil
        }
        guard range.contains(seconds) else {
          decoder.refuse(node, .invalidValue, "`\(text)` is out of range: expected \(noun)")
          return nil
        }
        guard !isWhole || seconds.rounded() == seconds else {
          decoder.refuse(node, .invalidValue, "`\(text)` is not a whole number of seconds")
          return nil
        }
        return seconds
      })
  }

  private static func seconds(_ text: String) -> Double? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard (1...9).contains(digits.utf8.count), let count = Double(digits) else { return nil }
    switch text.dropFirst(digits.count) {
    case "ms": return count / 1000
    case "s": return count
    case "m": return count * 60
    case "h": return count * 3600
    default: return nil
    }
  }

  private static func text(_ seconds: Double) -> String {
    seconds.rounded() == seconds ? "\(Int(seconds))s" : "\(Int((seconds * 1000).rounded()))ms"
  }
}
