import Configuration
import Diagnostics
import Planning

extension PlanSource {
  /// The texts by their files' names, whatever has become of those.
  var access: FileAccess {
    let texts = Dictionary(files.map { ($0.path, $0.text) }, uniquingKeysWith: { $1 })
    return FileAccess(
      read: { path, place in
        texts[path].map { .success(SourceFile(path: path, bytes: Array($0.utf8))) }
          ?? FileAccess.disk.read(path, place)
      }, resolved: { $0 })
  }
}
