package import Diagnostics
import IPAddressing

/// A flow and its hops both ways, in aligned columns.
package struct FlowText {
  package struct Line: Hashable, Sendable {
    package var text: String
    /// Whether the line's decision is the one to blame.
    package var isBlamed: Bool
  }

  package var lines: [Line]

  /// - Parameters:
  ///   - pairs: how many pairs the flow stands for.
  ///   - blamed: the line to mark.
  ///   - showsShadowed: whether routes that match and lost have lines of their own.
  package init(
    _ flow: ReportedFlow, forward: [Hop], return: [Hop], pairs: Int? = nil,
    blaming blamed: SourceRange? = nil, showsShadowed: Bool = false
  ) {
    lines = [Line(text: Self.head(flow, pairs), isBlamed: false)]
    let rows =
      Self.rows("forward", forward, blamed, showsShadowed)
      + Self.rows("return", `return`, blamed, showsShadowed)
    let widths = (0..<5).map { column in rows.map { $0.cells[column].count }.max() ?? 0 }
    for row in rows {
      var text = "  "
      for (cell, width) in zip(row.cells, widths) {
        text += cell + String(repeating: " ", count: width - cell.count + 2)
      }
      text += row.remark
      while text.last == " " { text.removeLast() }
      lines.append(Line(text: text, isBlamed: row.isBlamed))
    }
  }

  private struct Row {
    /// Direction and number, place, table, decision, line.
    var cells: [String]
    var remark: String
    var isBlamed: Bool
  }

  private static func head(_ flow: ReportedFlow, _ pairs: Int?) -> String {
    let source = endpoint(flow.sourceAddress, flow.sourcePort)
    let destination = endpoint(flow.destinationAddress, flow.destinationPort)
    let affected = pairs.map { $0 == 1 ? "   affects 1 pair" : "   affects \($0) pairs" } ?? ""
    return
      "  flow     \(flow.protocol) \(source) (\(flow.source)) -> \(destination) (\(flow.destination))\(affected)"
  }

  private static func endpoint(_ address: IPAddress, _ port: Int?) -> String {
    guard let port else { return "\(address)" }
    return address.isIPv4 ? "\(address):\(port)" : "[\(address)]:\(port)"
  }

  private static func rows(
    _ label: String, _ hops: [Hop], _ blamed: SourceRange?, _ showsShadowed: Bool
  ) -> [Row] {
    hops.enumerated().flatMap { index, hop in
      let isBlamed = blamed != nil && hop.location == blamed
      let name = index == 0 ? label : ""
      let place = hop.location.map { "\($0.file):\($0.start.line)" } ?? ""
      let row = Row(
        cells: [
          name + String(repeating: " ", count: 8 - name.count) + "\(index + 1)", hop.at,
          hop.table ?? "-", hop.decision, place,
        ], remark: remark(hop, isBlamed: isBlamed), isBlamed: isBlamed)
      return [row] + (showsShadowed ? hop.shadowed.map { shadowed($0) } : [])
    }
  }

  private static func shadowed(_ route: Hop.Alternative) -> Row {
    Row(
      cells: [
        "", "", "", "\(route.prefix) -> \(route.target)",
        "\(route.location.file):\(route.location.start.line)",
      ], remark: "    matches too, less preferred", isBlamed: false)
  }

  private static func remark(_ hop: Hop, isBlamed: Bool) -> String {
    var parts: [String] = []
    if let remark = hop.remark { parts.append(remark) }
    if isBlamed, let lost = hop.shadowed.first, lost.target != "local" {
      parts.append("preferred to \(lost.prefix) (line \(lost.location.start.line))")
    }
    return parts.isEmpty ? (isBlamed ? "<--" : "") : "<-- " + parts.joined(separator: "; ")
  }
}
