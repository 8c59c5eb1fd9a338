/// Sets and maps that rules fill: their content is traffic's, not configuration's.
enum DynamicElements {
  /// A table's lines without the elements of its dynamic sets and maps.
  static func removed<Lines: Sequence<Substring>>(from lines: Lines) -> [Substring] {
    var kept: [Substring] = []
    var isDynamic = false
    var isInElements = false
    for line in lines {
      let text = line.drop { $0 == "\t" || $0 == " " }
      if text.hasPrefix("set ") || text.hasPrefix("map ") { isDynamic = false }
      if text.hasPrefix("flags "), text.contains("dynamic") { isDynamic = true }
      if isDynamic, text.hasPrefix("elements = {") { isInElements = true }
      if !isInElements { kept.append(line) }
      if isInElements, text.hasSuffix("}") { isInElements = false }
      if text == "}" { isDynamic = false }
    }
    return kept
  }
}
