import Configuration
import Diagnostics
import YAMLSyntax

/// Firewalls' rule files.
extension Resolver {
  /// More than anybody writes by hand, and little enough to be read whole.
  private static let largestRuleFile = 1 << 20

  /// Reads the file that a `rules` names; nil after it has said why it cannot be.
  mutating func firewallRules(_ name: Located<String>) -> FirewallRules? {
    guard let file = ruleFile(name) else { return nil }
    do throws(FirewallRules.Problem) {
      return try FirewallRules(file, source: name.range)
    } catch {
      refuse(
        .firewallRulesInvalid, error.message, at: file.range(ofLine: error.line),
        notes: [.init("the rules are named here", at: name.range)],
        help: "write whole tables, `table inet NAME { chain forward { … } }`, as in nft(8)")
      return nil
    }
  }

  private mutating func ruleFile(_ name: Located<String>) -> SourceFile? {
    let path = FilePath.join(FilePath.directory(of: name.range.file), name.value)
    if let known = ruleFiles.first(where: { $0.path == path }) { return known }
    guard !name.value.contains(where: { $0.isNewline || $0 == "{" }) else {
      refuse(
        .missingFile, "`rules` holds text, and expects the name of a file", at: name.range,
        help: "put the rules into a file of their own: `rules: firewall.nft`")
      return nil
    }
    let boundary = FileBoundary(topology.directory, files: files)
    guard boundary.contains(path) else {
      refuse(
        .outsideFolder, "`\(name.value)` is outside the top file's folder", at: name.range,
        help: boundary.help)
      return nil
    }
    guard files.resolved(path) != nil else {
      refuse(
        .missingFile, "there is no file `\(name.value)`", at: name.range,
        help: "firewall rules are looked for beside the file that names them: `\(path)`")
      return nil
    }
    switch files.read(path, name.range) {
    case .failure(let failure):
      diagnostics.append(failure.diagnostic)
      return nil
    case .success(let file):
      guard file.bytes.count <= Self.largestRuleFile else {
        refuse(
          .fileTooLarge,
          "`\(name.value)` is too large for firewall rules: at most "
            + "\(Self.largestRuleFile >> 20) MiB are read", at: name.range)
        return nil
      }
      ruleFiles.append(file)
      if let fault = file.textFault() {
        diagnostics.append(fault)
        return nil
      }
      return file
    }
  }
}

extension SourceFile {
  /// A whole line, without its indentation.
  fileprivate func range(ofLine number: Int) -> SourceRange {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let text =
      lines.indices.contains(number - 1)
      ? String(decoding: lines[number - 1], as: UTF8.self) : ""
    let indentation = text.unicodeScalars.prefix { $0 == " " || $0 == "\t" }.count
    return SourceRange(
      file: path, start: SourcePosition(line: number, column: indentation + 1),
      end: SourcePosition(
        line: number, column: max(text.unicodeScalars.count, indentation + 1) + 1))
  }
}
