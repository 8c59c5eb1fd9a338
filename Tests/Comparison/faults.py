"""Twenty faults, each planted into both descriptions of the network by replacing one text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    name: str
    topology: tuple[str, str]
    template: tuple[str, str]


def _route(name: str, old: str, new: str, destination: str = "0.0.0.0/0") -> tuple[str, str]:
    """The template's route of a name with another target."""
    head, tail = _lines(name, destination)
    return head + old + tail, head + new + tail


def _lines(name: str, destination: str) -> tuple[str, str]:
    table = name.removeprefix("Route")
    table = "Ingress" if table.startswith("Ingress") else table
    return (
        f"""  {name}:
    Type: AWS::EC2::Route
    Properties:
      RouteTableId: !Ref Table{table}
      DestinationCidrBlock: {destination}
      """,
        "\n",
    )


def _resource(kind: str, name: str, properties: str) -> str:
    return f"  {name}:\n    Type: AWS::{kind}\n    Properties:\n{properties}"


_EDGE_ASSOCIATION = _resource(
    "EC2::GatewayRouteTableAssociation",
    "TableIngressAssociation",
    "      GatewayId: !Ref InternetGateway\n      RouteTableId: !Ref TableIngress\n",
)
_ROUTE_INGRESS_B = "".join(_lines("RouteIngressB", "10.0.2.0/24")).rstrip("\n")
_ROUTE_ENDPOINTS_A = "".join(_lines("RouteEndpointsA", "0.0.0.0/0")).rstrip("\n")

FAULTS = [
    # What the resources do to packets together.
    Fault(
        "the internet gateway has no route table",
        ("internet_gateway: { route_table: ingress }", "internet_gateway: {}"),
        (_EDGE_ASSOCIATION, ""),
    ),
    Fault(
        "the gateway's table lacks one zone's subnet",
        ("          10.0.2.0/24: gwlb_endpoint/inspect-b\n", ""),
        (f"{_ROUTE_INGRESS_B}VpcEndpointId: !Ref EndpointB\n", ""),
    ),
    Fault(
        "the gateway sends one zone's traffic to the other zone's endpoint",
        ("10.0.2.0/24: gwlb_endpoint/inspect-b", "10.0.2.0/24: gwlb_endpoint/inspect-a"),
        _route(
            "RouteIngressB",
            "VpcEndpointId: !Ref EndpointB",
            "VpcEndpointId: !Ref EndpointA",
            "10.0.2.0/24",
        ),
    ),
    Fault(
        "answers of one zone leave past the endpoint",
        (
            "alb-b:\n        routes:\n          0.0.0.0/0: gwlb_endpoint/inspect-b",
            "alb-b:\n        routes:\n          0.0.0.0/0: internet_gateway",
        ),
        _route("RouteAlbB", "VpcEndpointId: !Ref EndpointB", "GatewayId: !Ref InternetGateway"),
    ),
    Fault(
        "answers of one zone take the other zone's endpoint",
        (
            "alb-b:\n        routes:\n          0.0.0.0/0: gwlb_endpoint/inspect-b",
            "alb-b:\n        routes:\n          0.0.0.0/0: gwlb_endpoint/inspect-a",
        ),
        _route("RouteAlbB", "VpcEndpointId: !Ref EndpointB", "VpcEndpointId: !Ref EndpointA"),
    ),
    Fault(
        "a load balancer's subnet has no default route",
        (
            "alb-b:\n        routes:\n          0.0.0.0/0: gwlb_endpoint/inspect-b",
            "alb-b:\n        routes: {}",
        ),
        ("".join(_lines("RouteAlbB", "0.0.0.0/0")).rstrip("\n") + "VpcEndpointId: !Ref EndpointB\n", ""),
    ),
    Fault(
        "an endpoint's subnet has no default route",
        (
            "endpoints-a:\n        routes:\n          0.0.0.0/0: internet_gateway",
            "endpoints-a:\n        routes: {}",
        ),
        (f"{_ROUTE_ENDPOINTS_A}GatewayId: !Ref InternetGateway\n", ""),
    ),
    Fault(
        "an endpoint's subnet routes into its own endpoint (a loop)",
        (
            "endpoints-a:\n        routes:\n          0.0.0.0/0: internet_gateway",
            "endpoints-a:\n        routes:\n          0.0.0.0/0: gwlb_endpoint/inspect-a",
        ),
        _route(
            "RouteEndpointsA", "GatewayId: !Ref InternetGateway", "VpcEndpointId: !Ref EndpointA"
        ),
    ),
    Fault(
        "an endpoint's subnet has the load balancer's table",
        ("zone: b, route_table: endpoints-b", "zone: b, route_table: alb-b"),
        (
            "SubnetId: !Ref SubnetGwlbeB\n      RouteTableId: !Ref TableEndpointsB",
            "SubnetId: !Ref SubnetGwlbeB\n      RouteTableId: !Ref TableAlbB",
        ),
    ),
    Fault(
        "an endpoint lies in the load balancer's subnet",
        ("inspect-b: { subnet: gwlbe-b,", "inspect-b: { subnet: alb-b,"),
        ("SubnetIds: [!Ref SubnetGwlbeB]", "SubnetIds: [!Ref SubnetAlbB]"),
    ),
    Fault(
        "the gateway's table names a range that is no subnet's",
        ("10.0.2.0/24: gwlb_endpoint/inspect-b", "10.0.2.0/25: gwlb_endpoint/inspect-b"),
        (
            "".join(_lines("RouteIngressB", "10.0.2.0/24")).rstrip("\n"),
            "".join(_lines("RouteIngressB", "10.0.2.0/25")).rstrip("\n"),
        ),
    ),
    Fault(
        "one zone has an endpoint and no appliance",
        (
            "firewalls:\n        subnets: [inspect-a, inspect-b]\n        size: 2",
            "firewalls:\n        subnets: [inspect-a]\n        size: 1",
        ),
        (
            "Targets: [{ Id: !Ref FirewallA }, { Id: !Ref FirewallB }]",
            "Targets: [{ Id: !Ref FirewallA }]",
        ),
    ),
    # What is wrong with one resource, or one reference.
    Fault(
        "a subnet lies outside its VPC",
        ("web-b: { cidr: 10.0.22.0/24", "web-b: { cidr: 10.1.22.0/24"),
        ("CidrBlock: 10.0.22.0/24", "CidrBlock: 10.1.22.0/24"),
    ),
    Fault(
        "two subnets overlap",
        ("web-b: { cidr: 10.0.22.0/24", "web-b: { cidr: 10.0.21.128/25"),
        ("CidrBlock: 10.0.22.0/24", "CidrBlock: 10.0.21.128/25"),
    ),
    Fault(
        "a CIDR block has host bits",
        ("cidr: 10.0.0.0/16", "cidr: 10.0.0.1/16"),
        ("CidrBlock: 10.0.0.0/16", "CidrBlock: 10.0.0.1/16"),
    ),
    Fault(
        "a route leads to an endpoint that nobody declares",
        ("10.0.2.0/24: gwlb_endpoint/inspect-b", "10.0.2.0/24: gwlb_endpoint/inspect-c"),
        _route(
            "RouteIngressB",
            "VpcEndpointId: !Ref EndpointB",
            "VpcEndpointId: !Ref EndpointC",
            "10.0.2.0/24",
        ),
    ),
    Fault(
        "a misspelt key",
        ("health_check: {", "health_chek: {"),
        ("HealthCheckProtocol: TCP", "HealthChekProtocol: TCP"),
    ),
    Fault(
        "a missing key",
        ("inspect-b: { subnet: gwlbe-b, service: security/inspection }", "inspect-b: { subnet: gwlbe-b }"),
        (
            """      ServiceName: !Sub com.amazonaws.vpce.${AWS::Region}.${EndpointService}
      VpcId: !Ref AppVPC
      SubnetIds: [!Ref SubnetGwlbeB]""",
            """      VpcId: !Ref AppVPC
      SubnetIds: [!Ref SubnetGwlbeB]""",
        ),
    ),
    Fault(
        "a port that is none",
        ("health_check: { protocol: tcp, port: 80 }", "health_check: { protocol: tcp, port: 80000 }"),
        ('HealthCheckPort: "80"', 'HealthCheckPort: "80000"'),
    ),
    Fault(
        "a load balancer in one zone only",
        (
            "subnets: [alb-a, alb-b]\n        public_addresses: { alb-a: 203.0.113.10, alb-b: 203.0.113.11 }",
            "subnets: [alb-a]\n        public_addresses: { alb-a: 203.0.113.10 }",
        ),
        ("Subnets: [!Ref SubnetAlbA, !Ref SubnetAlbB]", "Subnets: [!Ref SubnetAlbA]"),
    ),
]
