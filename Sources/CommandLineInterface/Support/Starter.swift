import ArgumentParser
import Diagnostics
import FoundationEssentials
import YAMLSyntax

/// An example that `init` writes, as it is in `examples/`.
enum Starter: String, ExpressibleByArgument, CaseIterable {
  case minimal
  case catagram

  struct File {
    var name: String
    var text: String
  }

  /// The topology first, then what it names.
  ///
  /// - Parameter name: What the topology is to be called.
  func files(named name: String) -> [File] {
    [
      File(
        name: "topology.yaml",
        text: Self.formatted(Self.renamed(text(topology), from: rawValue, to: name))),
      File(name: "firewall.nft", text: text(rules)),
    ]
  }

  private var topology: [UInt8] {
    switch self {
    case .minimal: PackageResources.minimal_yaml
    case .catagram: PackageResources.catagram_yaml
    }
  }

  private var rules: [UInt8] {
    switch self {
    case .minimal: PackageResources.minimal_nft
    case .catagram: PackageResources.catagram_nft
    }
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// The name where it is declared, and where comments use it; the schema beside the topology.
  private static func renamed(_ text: String, from old: String, to new: String) -> String {
    text.replacing("name: \(old)", with: "name: \(new)")
      .replacing("bw.\(old).", with: "bw.\(new).")
      .replacing("bumpwire flows \(old)", with: "bumpwire flows \(new)")
      .replacing("bumpwire destroy \(old)", with: "bumpwire destroy \(new)")
      .replacing("$schema=../../schemas/", with: "$schema=")
  }

  /// Comments stand where the longest line beside them lets them.
  private static func formatted(_ text: String) -> String {
    let file = SourceFile(path: "topology.yaml", bytes: Array(text.utf8))
    guard case .formatted(let bytes) = file.formatted() else { return text }
    return String(decoding: bytes, as: UTF8.self)
  }
}
