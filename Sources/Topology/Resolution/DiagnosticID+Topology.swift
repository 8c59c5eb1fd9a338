package import Diagnostics

extension DiagnosticID {
  /// A name refers to nothing.
  package static let danglingReference = DiagnosticID("dangling-reference")
  /// A route's target, or the member of it in a zone, does not exist.
  package static let danglingTarget = DiagnosticID("dangling-target")
  /// A name refers to a thing of another kind than is asked for.
  package static let wrongKind = DiagnosticID("wrong-kind")
  /// A name stands for one thing a zone where one thing is asked for, or the other way round.
  package static let ambiguousZone = DiagnosticID("ambiguous-zone")
  /// A zone is not among the topology's `zones`.
  package static let unknownZone = DiagnosticID("unknown-zone")
  /// Two subnets of one zone where there may be one a zone.
  package static let duplicateZone = DiagnosticID("duplicate-zone")
  /// A load balancer lies in one zone where AWS wants two.
  package static let singleZone = DiagnosticID("single-zone")
  /// A VPC's or a subnet's CIDR is larger or smaller than AWS allows.
  package static let invalidSize = DiagnosticID("invalid-size")
  /// A subnet's CIDR is not within one of its VPC's.
  package static let outsideVPC = DiagnosticID("outside-vpc")
  /// Two subnets of a VPC overlap.
  package static let overlappingSubnets = DiagnosticID("overlapping-subnets")
  /// Two CIDRs of one VPC, prefix list or internet overlap something that they may not.
  package static let overlappingCIDRs = DiagnosticID("overlapping-cidrs")
  /// Two VPCs with a peering connection between them overlap.
  package static let overlappingPeeredVPCs = DiagnosticID("overlapping-peered-vpcs")
  /// An address is not within its subnet.
  package static let outsideSubnet = DiagnosticID("outside-subnet")
  /// An address is one of those that a subnet reserves.
  package static let reservedAddress = DiagnosticID("reserved-address")
  /// Hosts' addresses lie in a range that no packet carries.
  package static let unusableRange = DiagnosticID("unusable-range")
  /// Two things have the same address in one subnet.
  package static let duplicateAddress = DiagnosticID("duplicate-address")
  /// Two things have the same public address.
  package static let duplicatePublicAddress = DiagnosticID("duplicate-public-address")
  /// A public address lies in a VPC or among the internet's hosts.
  package static let invalidPublicAddress = DiagnosticID("invalid-public-address")
  /// A node of an internet-facing load balancer has no public address.
  package static let missingPublicAddress = DiagnosticID("missing-public-address")
  /// A subnet has no free address left.
  package static let subnetFull = DiagnosticID("subnet-full")
  /// Something needs a family that its subnet has not.
  package static let missingFamily = DiagnosticID("missing-family")
  /// A VPC has not the gateway that something needs.
  package static let missingGateway = DiagnosticID("missing-gateway")
  /// A route names a transit gateway or peering that its VPC is not attached to.
  package static let notAttached = DiagnosticID("not-attached")
  /// One route table has the same destination twice.
  package static let duplicateDestination = DiagnosticID("duplicate-destination")
  /// A destination lies in a range that AWS keeps for itself.
  package static let reservedDestination = DiagnosticID("reserved-destination")
  /// A destination that equals a VPC's CIDR has a target that cannot replace the local route.
  package static let invalidLocalReplacement = DiagnosticID("invalid-local-replacement")
  /// A destination within the VPC is no whole subnet, or has a target that may not take it.
  package static let invalidMoreSpecificLocal = DiagnosticID("invalid-more-specific-local")
  /// An edge table has a destination that is no whole VPC and no whole subnet.
  package static let invalidIngressDestination = DiagnosticID("invalid-ingress-destination")
  /// An edge table has a target that AWS does not allow there.
  package static let invalidIngressTarget = DiagnosticID("invalid-ingress-target")
  /// A table cannot be the main route table.
  package static let invalidMainTable = DiagnosticID("invalid-main-table")
  /// An endpoint stands in a zone in which its Gateway Load Balancer has no node.
  package static let endpointWithoutNode = DiagnosticID("endpoint-without-node")
  /// An instance stands in a subnet that says `hosts: false`.
  package static let instanceWithoutHosts = DiagnosticID("instance-without-hosts")
  /// Two load balancers share one group of targets.
  package static let sharedTargets = DiagnosticID("shared-targets")
  /// A transit gateway is attached to one VPC twice, or a pair of VPCs is peered twice.
  package static let duplicateConnection = DiagnosticID("duplicate-connection")
  /// An end of an intent or expectation where no flow begins or ends.
  package static let notAnEnd = DiagnosticID("not-an-end")
  /// A file that the topology names is not there.
  package static let missingFile = DiagnosticID("missing-file")
  /// A file that the topology names lies outside the top file's folder.
  package static let outsideFolder = DiagnosticID("outside-folder")
  /// A firewall's rule file holds something else than whole nftables tables.
  package static let firewallRulesInvalid = DiagnosticID("firewall-rules-invalid")
  /// More of something than AWS's default quota allows.
  package static let quotaExceeded = DiagnosticID("quota-exceeded")
}
