import DataPlane
import HostState
import IPAddressing
import Netlink
import PacketCapture
import RunDirectory

/// The endpoints and appliances that a user wants captured, and the links that their GENEVE passes.
struct CaptureSubject {
  /// One link, and whose packets of it.
  struct Place: Hashable {
    var namespace: NamespaceName
    var linkIndex: Int32
  }

  private struct Wanted {
    var endpointIDs: Set<UInt64> = []
    var appliances: Set<IPAddress> = []
  }

  private let resources: [String]
  private let wanted: [Place: Wanted]

  /// What a text means of the applied topologies, or of some of them.
  ///
  /// - Throws: usage, when it means nothing, or something of several topologies.
  init(_ text: String, in topologies: [String]?, options: HostOptions) throws {
    var found: [(topology: String, configuration: AgentConfiguration, names: Set<String>)] = []
    var all: Set<String> = []
    let configurations = try Self.configurations(of: topologies, options)
    for (name, configuration) in configurations {
      let resources = AppliedResources(configuration)
      let names = resources.endpoints.union(resources.appliances)
      all.formUnion(names)
      let matches = AppliedResources.matches(text, among: names)
      if !matches.isEmpty { found.append((name, configuration, matches)) }
    }
    guard let first = found.first else {
      throw AppliedResources.missing(text, among: all, "endpoint or appliance")
    }
    guard found.count == 1 else {
      let names = found.map { "`\($0.topology)`" }.joined(separator: " and ")
      throw CommandFailure(
        .usage, "`\(text)` is in the topologies \(names)",
        help: "`--topology \(first.topology)` says which is meant")
    }
    resources = first.names.sorted()
    wanted = Self.wanted(first.names, first.configuration)
  }

  /// Of those that are named, which must be applied, or of all that are.
  private static func configurations(
    of names: [String]?, _ options: HostOptions
  ) throws -> [(String, AgentConfiguration)] {
    if let names {
      return try names.map {
        ($0, try AppliedTopology(options.runDirectory(of: $0)).configuration())
      }
    }
    let applied = options.knownTopologies.compactMap { name in
      // Another topology's damaged files are no obstacle.
      (try? AppliedTopology(options.runDirectory(of: name)).configuration()).map { (name, $0) }
    }
    guard applied.isEmpty else { return applied }
    throw CommandFailure(
      .failure, "no topology is applied on this host", help: "`bumpwire apply` applies one")
  }

  /// For people.
  var words: String {
    let shown = resources.prefix(4).map { "`\($0)`" }.joined(separator: ", ")
    return resources.count > 4 ? "\(shown) and \(resources.count - 4) more" : shown
  }

  /// Begins to capture: a socket a link.
  func open() throws -> [CapturePoint] {
    guard !wanted.isEmpty else {
      throw CommandFailure(.failure, "\(words): no node of a gateway load balancer carries it")
    }
    return try wanted.sorted {
      ($0.key.namespace, $0.key.linkIndex) < ($1.key.namespace, $1.key.linkIndex)
    }
    .map { place, wanted in
      guard
        let filter = CaptureFilter(
          endpointIDs: wanted.endpointIDs, appliances: wanted.appliances)
      else { throw tooMany }
      do {
        return try CapturePoint(place, filter)
      } catch let error as CaptureError where error.isTooLong {
        throw tooMany
      } catch {
        throw CommandFailure(
          .unavailable, "\(place.namespace): \(error)",
          help: "`bumpwire plan FILE` shows what is not as it was applied")
      }
    }
  }

  private var tooMany: CommandFailure {
    CommandFailure(
      .usage, "\(words) are too many to be captured at once",
      help: "name one of them, or a pattern that fewer fit")
  }

  private static func wanted(
    _ names: Set<String>, _ configuration: AgentConfiguration
  ) -> [Place: Wanted] {
    var wanted: [Place: Wanted] = [:]
    for (namespace, balancer) in configuration.gatewayLoadBalancers {
      let links = Dictionary(
        balancer.nodes.map { ($0.zone, $0.linkIndex) }, uniquingKeysWith: { first, _ in first })
      for endpoint in balancer.endpoints where names.contains(endpoint.resource) {
        guard let link = links[endpoint.zone] else { continue }
        wanted[Place(namespace: namespace, linkIndex: link), default: Wanted()]
          .endpointIDs.insert(endpoint.id)
      }
      // Any zone's node may send to it.
      for target in balancer.targets where names.contains(target.resource) {
        for link in links.values {
          wanted[Place(namespace: namespace, linkIndex: link), default: Wanted()]
            .appliances.insert(target.address)
        }
      }
    }
    return wanted
  }
}
