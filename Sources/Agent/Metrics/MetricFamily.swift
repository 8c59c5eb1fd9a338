/// Samples of one name in Prometheus's text format, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
struct MetricFamily {
  enum Kind: String {
    case counter, gauge
  }

  /// Names and values, in the order in which they are written.
  typealias Labels = [(name: String, value: String)]

  let name: String
  let kind: Kind
  let help: String
  private var samples: [(labels: Labels, value: UInt64)] = []

  init(_ name: String, _ kind: Kind, _ help: String) {
    self.name = name
    self.kind = kind
    self.help = help
  }

  mutating func add(_ value: UInt64, _ labels: Labels) { samples.append((labels, value)) }

  /// The family's lines, each ended; without a sample only what it would be.
  var text: String {
    var text =
      "# HELP \(name) \(Self.escape(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
    for sample in samples {
      let labels = sample.labels.map { "\($0.name)=\"\(Self.escape($0.value, quotes: true))\"" }
      text += "\(name){\(labels.joined(separator: ","))} \(sample.value)\n"
    }
    return text
  }

  private static func escape(_ text: String, quotes: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
