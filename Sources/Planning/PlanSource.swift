/// The text that a desired state was made from.
package struct PlanSource: Hashable, Sendable, Codable {
  /// One file of the topology, the top one first.
  package struct File: Hashable, Sendable, Codable {
    /// As the user named it.
    package var path: String
    /// Where it was, if it was named from a directory that others need not be in.
    package var absolutePath: String?
    package var text: String

    private enum CodingKeys: String, CodingKey {
      case path, text
      case absolutePath = "absolute_path"
    }

    package init(path: String, absolutePath: String? = nil, text: String) {
      self.path = path
      self.absolutePath = absolutePath
      self.text = text
    }

    /// Where anybody finds it.
    package var place: String { absolutePath ?? path }
  }

  package var files: [File]
  /// SHA-256 over the files' texts, each preceded by its length.
  package var hash: String

  package init(files: [File]) {
    self.files = files
    hash = SHA256.hexadecimal(
      files.flatMap { Array("\($0.text.utf8.count)\n".utf8) + $0.text.utf8 })
  }
}
