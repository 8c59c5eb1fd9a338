extension CheckReport {
  /// A JUnit XML report, as CI systems read it: a suite a file, a case a finding.
  ///
  /// - Parameter failing: findings of this severity or worse fail; the others are cases that pass
  ///   and say what was found.
  package func junit(failing: Severity) -> String {
    let failures = { (items: [Item]) in items.count { $0.diagnostic.severity >= failing } }
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<testsuites name=\"bumpwire\" tests=\"\(subjects.reduce(0) { $0 + max($1.items.count, 1) })\""
        + " failures=\"\(failures(items))\" errors=\"0\">",
    ]
    for subject in subjects {
      lines.append(
        "  <testsuite name=\"\(Self.xml(subject.path))\" tests=\"\(max(subject.items.count, 1))\""
          + " failures=\"\(failures(subject.items))\" errors=\"0\" skipped=\"0\">")
      if subject.items.isEmpty {
        lines.append("    <testcase classname=\"\(Self.xml(subject.path))\" name=\"no findings\"/>")
      }
      lines += subject.items.flatMap { Self.testCase($0, in: subject, failing: failing) }
      lines.append(
        "    <system-out>\(Self.xml(subject.conclusion.joined(separator: "\n")))</system-out>")
      lines.append("  </testsuite>")
    }
    return lines.joined(separator: "\n") + "\n</testsuites>\n"
  }

  private static func testCase(
    _ item: Item, in subject: Subject, failing: Severity
  ) -> [String] {
    let diagnostic = item.diagnostic
    let place = diagnostic.range.map { " at \($0)" } ?? ""
    let position =
      diagnostic.range.map { " file=\"\(xml($0.file))\" line=\"\($0.start.line)\"" } ?? ""
    let head =
      "    <testcase classname=\"\(xml(subject.path))\" name=\"\(xml("\(diagnostic.id)\(place)"))\"\(position)>"
    guard diagnostic.severity >= failing else {
      return [head, "      <system-out>\(xml(item.text))</system-out>", "    </testcase>"]
    }
    return [
      head,
      "      <failure type=\"\(xml(diagnostic.id.rawValue))\" message=\"\(xml(diagnostic.message))\">"
        + "\(xml(item.text))</failure>",
      "    </testcase>",
    ]
  }

  /// Text for an element or an attribute; what XML 1.0 (2.2) has no character for is made visible.
  static func xml(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n": result.unicodeScalars.append(scalar)
      case "\t": result += "&#9;"
      case "\0"..<" ", "\u{7f}"..."\u{9f}", "\u{fffe}"..."\u{ffff}":
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
