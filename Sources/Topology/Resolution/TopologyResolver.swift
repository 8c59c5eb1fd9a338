package import Configuration
import Diagnostics
package import IPAddressing

/// From a topology file to the resolved network.
package enum TopologyResolver {
  /// Reads a file and all that it includes, binds every reference, applies every default and assigns
  /// every address.
  ///
  /// - Parameters:
  ///   - path: the top file, as the user named it.
  ///   - assignments: addresses that were given before, by resource address; they are kept where
  ///     they still fit, so that editing a topology renumbers nothing.
  ///   - capacities: how many members scaling has given to appliance groups, by resource address.
  package static func resolve(
    path: String, assignments: [String: IPAddress] = [:],
    capacities: [String: ApplianceGroup.Capacity] = [:], files: FileAccess = .disk
  ) -> Resolution {
    let (document, sources, diagnostics) = TopologyDocument.load(path, files: files)
    guard let document else {
      return Resolution(
        topology: nil, diagnostics: Resolution.sorted(diagnostics), assignments: [:],
        files: sources)
    }
    var resolver = Resolver(
      document: document, files: files, assignments: assignments, capacities: capacities)
    resolver.diagnostics = diagnostics
    resolver.resolve()
    return resolver.resolution(files: sources)
  }
}
