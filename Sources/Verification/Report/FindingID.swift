package import Diagnostics

/// What validation can find: a public contract, each explained by `bumpwire explain ID`.
extension DiagnosticID {
  package static let asymmetricInspection = DiagnosticID("asymmetric-inspection")
  package static let inspectionBypassReturn = DiagnosticID("inspection-bypass-return")
  package static let inspectionBypassForward = DiagnosticID("inspection-bypass-forward")
  package static let inspectionOrderMismatch = DiagnosticID("inspection-order-mismatch")
  package static let azMismatch = DiagnosticID("az-mismatch")
  package static let edgeTableMissing = DiagnosticID("edge-table-missing")
  package static let edgeRouteAZForeign = DiagnosticID("edge-route-az-foreign")
  package static let natReturnBypass = DiagnosticID("nat-return-bypass")
  package static let albLegAsymmetric = DiagnosticID("alb-leg-asymmetric")
  package static let applianceModeOff = DiagnosticID("appliance-mode-off")
  package static let peeringVersusTGWSplit = DiagnosticID("peering-vs-tgw-split")
  package static let natBeforeInspection = DiagnosticID("nat-before-inspection")
  package static let familyGap = DiagnosticID("family-gap")

  package static let policyUninspected = DiagnosticID("policy-uninspected")
  package static let partialMeshBypass = DiagnosticID("partial-mesh-bypass")
  package static let intraSubnetUninspectable = DiagnosticID("intra-subnet-uninspectable")
  package static let modelUnsupported = DiagnosticID("model-unsupported")
  package static let policyVacuous = DiagnosticID("policy-vacuous")
  package static let expectationFailed = DiagnosticID("expectation-failed")

  package static let oneWayReachability = DiagnosticID("one-way-reachability")
  package static let summaryGap = DiagnosticID("summary-gap")
  package static let eigwInbound = DiagnosticID("eigw-inbound")
  package static let overlappingCIDR = DiagnosticID("overlapping-cidr")
  package static let tgwPropagationSuppressed = DiagnosticID("tgw-propagation-suppressed")
  package static let blackholeNoRoute = DiagnosticID("blackhole-no-route")
  package static let blackholeExplicit = DiagnosticID("blackhole-explicit")
  package static let blackholeAZ = DiagnosticID("blackhole-az")
  package static let blackholePeeringTransit = DiagnosticID("blackhole-peering-transit")
  package static let eipReturnViaNAT = DiagnosticID("eip-return-via-nat")
  package static let igwNoPublicMapping = DiagnosticID("igw-no-public-mapping")
  package static let sourceDestCheck = DiagnosticID("source-dest-check")
  package static let egressOnlyAfterEndpoint = DiagnosticID("egress-only-after-endpoint")
  package static let crossZoneOffSingleAZTargets = DiagnosticID("crosszone-off-single-az-targets")

  package static let loop = DiagnosticID("loop")
  package static let loopTGWInspection = DiagnosticID("loop-tgw-inspection")
  package static let endpointSelfRoute = DiagnosticID("endpoint-self-route")
  package static let natLoop = DiagnosticID("nat-loop")

  package static let stickinessWithApplianceMode = DiagnosticID("stickiness-with-appliance-mode")
  package static let applianceModeMultiTGW = DiagnosticID("appliance-mode-multi-tgw")
  package static let applianceModeUseless = DiagnosticID("appliance-mode-useless")
  package static let irregularVPC = DiagnosticID("irregular-vpc")
  package static let ineffectiveRoute = DiagnosticID("ineffective-route")
  package static let routeNeverUsed = DiagnosticID("route-never-used")
  package static let idleTimeoutIgnored = DiagnosticID("idle-timeout-ignored")
  package static let shadowedRoute = DiagnosticID("shadowed-route")
  package static let ambiguousPrefixList = DiagnosticID("ambiguous-prefix-list")
  package static let reservedRoute = DiagnosticID("reserved-destination")
  package static let unreachableEndpoint = DiagnosticID("unreachable-endpoint")
  package static let danglingAssociation = DiagnosticID("dangling-association")
  package static let endpointInAppSubnet = DiagnosticID("endpoint-in-app-subnet")
  package static let attachmentEndpointSameSubnet = DiagnosticID("attachment-endpoint-same-subnet")
}

extension DiagnosticID {
  /// Asymmetries, the most specific cause first.
  static let asymmetriesBySpecificity: [DiagnosticID] = [
    .natReturnBypass, .applianceModeOff, .edgeTableMissing, .edgeRouteAZForeign,
    .albLegAsymmetric, .peeringVersusTGWSplit, .azMismatch, .inspectionOrderMismatch,
    .inspectionBypassForward, .inspectionBypassReturn, .asymmetricInspection,
  ]
}
