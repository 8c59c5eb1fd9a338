package import FoundationEssentials

extension Plan: Codable {
  private enum CodingKeys: String, CodingKey {
    case formatVersion = "format_version"
    case toolVersion = "tool_version"
    case topology, source
    case observedFingerprint = "observed_fingerprint"
    case rememberedFingerprint = "remembered_fingerprint"
    case summary, warnings, operations, assignments
  }

  /// The version of the JSON: the first number changes when old readers would misread it.
  package static let formatVersion = "1.0"

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.formatVersion, forKey: .formatVersion)
    try container.encode(toolVersion, forKey: .toolVersion)
    try container.encode(topology, forKey: .topology)
    try container.encodeIfPresent(source, forKey: .source)
    try container.encode(observedFingerprint, forKey: .observedFingerprint)
    try container.encodeIfPresent(rememberedFingerprint, forKey: .rememberedFingerprint)
    try container.encode(summary, forKey: .summary)
    let warnings = warnings
    if !warnings.isEmpty { try container.encode(warnings, forKey: .warnings) }
    try container.encode(operations, forKey: .operations)
    try container.encodeIfPresent(assignments, forKey: .assignments)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let version = try container.decode(String.self, forKey: .formatVersion)
    guard version.split(separator: ".").first == Self.formatVersion.split(separator: ".").first
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .formatVersion, in: container,
        debugDescription: "format version \(version) is not \(Self.formatVersion)")
    }
    self.init(
      topology: try container.decode(String.self, forKey: .topology),
      source: try container.decodeIfPresent(PlanSource.self, forKey: .source),
      toolVersion: try container.decode(String.self, forKey: .toolVersion),
      observedFingerprint: try container.decode(String.self, forKey: .observedFingerprint),
      rememberedFingerprint: try container.decodeIfPresent(
        String.self, forKey: .rememberedFingerprint),
      operations: try container.decode([Operation].self, forKey: .operations),
      assignments: try container.decodeIfPresent([String: String].self, forKey: .assignments))
  }

  /// The plan as JSON with sorted keys, ending in a newline.
  package func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// Reads what `json()` wrote, and refuses a plan that reaches beyond its topology or that no
  /// planner makes.
  package init(json: Data) throws {
    self = try JSONDecoder().decode(Plan.self, from: json)
    try checkOwnership()
    try checkFeasibility()
  }
}
