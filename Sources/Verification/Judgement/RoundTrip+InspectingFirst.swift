import IPAddressing
import Topology

extension RoundTrip {
  /// Edits by which a flow that is inspected behind a NAT gateway is inspected before it; nil where the
  /// gateway, the endpoint and the sender do not meet in one VPC.
  func inspectingFirst(in topology: Topology) -> [Edit]? {
    guard forward.count == 2, forward[0].points.isEmpty,
      case .translated(let gateway) = forward[0].disposition,
      forward[1].points.count == 1, case .endpoint(let endpoint)? = forward[1].points.first,
      let inward = forward[0].steps.last, let outward = forward[1].steps.first,
      let beyond = forward[1].steps.first(where: { $0.location == .endpoint(endpoint) }),
      let sent = inward.route, let translated = outward.route, let inspected = beyond.route,
      let vpc = topology.vpc(of: inward.location), vpc == topology[gateway].vpc,
      vpc == topology[endpoint].vpc, outward.location == .natGateway(gateway),
      let subnet = topology.subnet(of: forward[0].source, in: vpc),
      let client = topology[subnet].cidrs.first(where: { $0.contains(forward[0].source) })
    else { return nil }
    let inspection = NextHop.target(.gwlbEndpoint(endpoint))
    let translation = NextHop.target(.natGateway(gateway))
    let edits: [Edit] = [
      .retargetRoute(inward.table, sent.destination, from: sent.nextHop, to: inspection),
      .retargetRoute(
        beyond.table, inspected.destination, from: inspected.nextHop, to: translation),
      .retargetRoute(
        outward.table, translated.destination, from: translated.nextHop, to: inspected.nextHop),
      .addRoute(outward.table, client, inspection),
    ]
    // What came to the gateway's address from outside was for the translated flows alone.
    guard let entrance = reply[1]?.steps.first, let edge = entrance.route,
      case .gateway = entrance.location, edge.nextHop == inspection
    else { return edits }
    return edits + [.removeRoute(entrance.table, edge.destination, edge.nextHop)]
  }
}
