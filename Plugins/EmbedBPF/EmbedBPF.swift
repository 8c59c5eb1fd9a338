import Foundation
import PackagePlugin

/// Compiles the `BPF/*.c` of a target during `swift build` and embeds the objects in Swift.
///
/// The compiler is the Swift toolchain's own clang, or else the one in PATH.
@main
struct EmbedBPF: BuildToolPlugin {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let target = target as? any SourceModuleTarget else { return [] }
    let folder = target.directoryURL.appending(path: "BPF")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).sorted { $0.path < $1.path }
    let sources = files.filter { $0.pathExtension == "c" }
    let headers = files.filter { $0.pathExtension == "h" }
    guard !sources.isEmpty else { throw Failure(description: "no .c file in \(folder.path)") }

    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedObject+Programs.swift")
    return [
      .buildCommand(
        displayName: "Compiling \(sources.count) BPF programs of \(target.name)",
        executable: try context.tool(named: "bpfembed").url,
        arguments: [try clang(context).path, output.path] + sources.map(\.path),
        inputFiles: sources + headers, outputFiles: [output])
    ]
  }

  private func clang(_ context: PluginContext) throws -> URL {
    do {
      return try context.tool(named: "clang").url
    } catch {
      throw Failure(
        description: """
          clang was not found, which compiles the BPF programs. It is part of the Swift toolchain; \
          otherwise install it (Debian: apt install clang). \(error)
          """)
    }
  }
}
