import ArgumentParser
import Generation

/// `bumpwire generate`: large topologies, for measuring and trying out.
struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Write a large topology, made from a seed.",
    discussion: """
      Hubs and spokes: a transit gateway with an inspection VPC for every 4,000 spokes, ten \
      subnets and about a hundred routes a spoke. The same options give the same bytes. With \
      --fault, one mistake is planted; the second line of the file says how many pairs of subnets \
      it breaks, which is what validate must find.

        bumpwire generate --vpcs 1000 --fault spoke-bypass > large.yaml
        bumpwire validate large.yaml
      """)

  @Option(help: "How many VPCs, besides one for inspection a hub.")
  var vpcs = 1000

  @Option(help: "What the route tables are like.")
  var shape = SyntheticNetwork.Shape.regular

  @Option(help: "Where what is random begins.")
  var seed: UInt64 = 1

  @Option(help: "A mistake to plant.")
  var fault: PlantedFault?

  @Flag(help: "Say what must be inspected: nearly everything.")
  var intents = false

  func validate() throws {
    guard (4...SyntheticNetwork.mostSpokes).contains(vpcs) else {
      throw ValidationError("--vpcs is from 4 to \(SyntheticNetwork.mostSpokes)")
    }
    guard fault != .oneSidedPeering || shape == .peeringMesh else {
      throw ValidationError("--fault one-sided-peering needs --shape peering-mesh")
    }
  }

  func run() throws {
    let console = Console(.never)
    let network = SyntheticNetwork(
      spokes: vpcs, shape: shape, seed: seed, fault: fault, hasIntents: intents)
    TopologyWriter.write(network) { console.write($0) }
  }
}

extension SyntheticNetwork.Shape: ExpressibleByArgument {}
extension PlantedFault: ExpressibleByArgument {}
