/// Files of this repository, wherever it is checked out.
enum Repository {
  static func path(_ relative: String, file: String = #filePath) -> String {
    let parts = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    return parts.joined(separator: "/") + "/" + relative
  }
}
