import Diagnostics
import IPAddressing
import Testing
import Topology

@testable import Verification

@Suite("Traces")
struct TraceTests {
  @Test("a request through the seed is followed to the node and back, with what lost")
  func seed() throws {
    let topology = try Networks.catagram().build().topology
    let directory = EndDirectory(topology)
    let client = try #require(directory.ends("internet/client").first)
    let node = try #require(directory.ends("203.0.113.10").first)
    let flows = Tracer(topology).trace(from: client, to: node)
    #expect(flows.map(\.outcome) == [.symmetric])
    let flow = try #require(flows.first)
    #expect(flow.forward.map(\.at) == ["app/internet_gateway", "app/gwlb_endpoint/e-a"])
    #expect(flow.forward[0].shadowed.map(\.target) == ["local"])
    #expect(flow.return.map(\.at) == ["app/subnet/alb-a", "app/gwlb_endpoint/e-a"])
    #expect(flow.return.last?.target == "app/internet_gateway, internet/client")
  }

  @Test("a load balancer that does not listen on the port is said, though routing does not know")
  func silence() throws {
    let topology = try Networks.catagram().build().topology
    let directory = EndDirectory(topology)
    let client = try #require(directory.ends("internet/client").first)
    let node = try #require(directory.ends("203.0.113.10").first)
    let tracer = Tracer(topology)
    let deaf = tracer.trace(from: client, to: node, port: 443)
    #expect(deaf.map(\.outcome) == [.symmetric])
    #expect(
      deaf.map {
        $0.explanation.hasSuffix("but `app/load_balancer/web` listens on tcp 80, not on tcp 443")
      } == [true])
    let hearing = tracer.trace(from: client, to: node, port: 80)
    #expect(hearing.map { $0.explanation.contains("listens") } == [false])
  }

  @Test("every hash choice of appliance mode is followed")
  func choices() throws {
    let topology = try Networks.centralised(egress: false).build().topology
    let directory = EndDirectory(topology)
    let source = try #require(directory.ends("left/subnet/app-a").first)
    let destination = try #require(directory.ends("right/subnet/app-b").first)
    let flows = Tracer(topology).trace(from: source, to: destination)
    #expect(flows.map(\.outcome) == [.symmetric, .symmetric])
    let remarks = flows.flatMap { $0.forward.compactMap(\.remark) }
    #expect(Set(remarks) == ["a flow that hashes to zone a", "a flow that hashes to zone b"])
  }

  @Test("what has no public address cannot be called from the internet")
  func noEntrance() throws {
    let topology = try Networks.catagram().build().topology
    let directory = EndDirectory(topology)
    let instance = try #require(directory.ends("app/instance/web-a").first)
    #expect(
      Tracer(topology).trace(from: TraceEnd(.internet), to: instance).map(\.outcome) == [
        .noEntrance
      ])
  }

  @Test("UDP that no load balancer saw the request of is not said to be dropped: it need not be")
  func strangeDatagrams() throws {
    var network = Networks.catagram()
    network.vpcs[0].internetGateway = nil
    let topology = try network.build().topology
    let directory = EndDirectory(topology)
    let destination = try #require(directory.ends("app/load_balancer/web").first)
    for (name, isDropped) in [("tcp", true), ("udp", false)] {
      let flow = try #require(
        Tracer(topology).trace(from: TraceEnd(.internet), to: destination, protocol: name).first)
      #expect(flow.outcome == .asymmetric)
      #expect((flow.return.last?.target == "dropped") == isDropped, "\(flow.return)")
    }
  }

  @Test("from the internet a subnet stands for a host in it with a public address: that is said")
  func publicHost() throws {
    var network = Networks.catagram()
    network.vpcs[0].table("app-a", ["0.0.0.0/0": "igw"])
    network.vpcs[0].subnets[4].table = "app-a"
    let topology = try network.build().topology
    let directory = EndDirectory(topology)
    let destination = try #require(directory.ends("app/subnet/app-a").first)
    let flows = Tracer(topology).trace(from: TraceEnd(.internet), to: destination)
    #expect(!flows.isEmpty)
    for flow in flows {
      #expect(flow.flow.destination == "app/subnet/app-a")
      #expect(
        flow.explanation.hasSuffix(
          "\(flow.flow.destinationAddress) is taken for a host with a public address"))
    }
  }

  @Test("what is on the internet, declared or not, is no VPC's without a public address")
  func staysOutside() throws {
    let topology = try Networks.catagram().build().topology
    let directory = EndDirectory(topology)
    let destination = try #require(directory.ends("9.9.9.9").first)
    let flows = Tracer(topology).trace(from: TraceEnd(.internet), to: destination)
    #expect(flows.map(\.outcome) == [.noEntrance])
    #expect(flows[0].explanation == "9.9.9.9 is on the internet, too: the packet enters no VPC")
  }

  @Test("ends are found by address, by VPC, by zonal name, by pattern; a misspelt one is none")
  func directory() throws {
    let directory = EndDirectory(try Networks.catagram().build().topology)
    #expect(directory.ends("app/instance/web").count == 2)
    #expect(directory.ends("app/instance/*-b").count == 1)
    #expect(directory.ends("app/*").count == 6)
    #expect(directory.ends("app").count == 6)
    #expect(directory.ends("app/load_balancer/web").count == 2)
    #expect(directory.ends("9.9.9.9") == [TraceEnd(.internet, address: IPAddress("9.9.9.9"))])
    #expect(directory.ends("10.0.21.99").count == 1)
    #expect(directory.ends("app/instance/wbe").isEmpty)
  }

  @Test("ends are found by the last parts of a name; those outside the VPCs are named first")
  func lastParts() throws {
    let directory = EndDirectory(try Networks.catagram().build().topology)
    #expect(directory.ends("client") == directory.ends("internet/client"))
    #expect(directory.ends("client").count == 1)
    #expect(directory.ends("instance/web-a") == directory.ends("app/instance/web-a"))
    #expect(Set(directory.ends("web")) == Set(directory.ends("app/*/web")))
    #expect(directory.ends("web").count == 4)
    #expect(directory.ends("lient").isEmpty)
    #expect(directory.ends("").isEmpty)
    #expect(directory.names.prefix(2) == ["internet", "internet/client"])
  }

  @Test("an address that is given is the one that is followed")
  func givenAddresses() throws {
    let topology = try Networks.catagram().build().topology
    let directory = EndDirectory(topology)
    func trace(_ from: String, _ to: String) throws -> TracedFlow {
      let source = try #require(directory.ends(from).first)
      let destination = try #require(directory.ends(to).first)
      let flows = Tracer(topology).trace(from: source, to: destination)
      #expect(flows.count == 1)
      return try #require(flows.first)
    }
    let inbound = try trace("8.8.8.8", "203.0.113.10")
    #expect(inbound.flow.sourceAddress == IPAddress("8.8.8.8"))
    #expect(inbound.flow.destinationAddress == IPAddress("203.0.113.10"))
    #expect(inbound.outcome == .symmetric)
    let inner = try trace("10.0.21.99", "10.0.22.77")
    #expect(inner.flow.sourceAddress == IPAddress("10.0.21.99"))
    #expect(inner.flow.destinationAddress == IPAddress("10.0.22.77"))
  }

  @Test(
    "an address that cannot be an end is refused with the reason",
    arguments: [
      ("10.0.21.1", "`app/subnet/app-a` reserves it: the first four addresses and the last"),
      ("10.0.21.255", "`app/subnet/app-a` reserves it: the first four addresses and the last"),
      ("10.0.99.9", "it is of VPC `app`, and of none of its subnets"),
      ("192.168.0.1", "no VPC and no attached network has it, and the internet does not route it"),
    ])
  func impossible(address: String, reason: String) throws {
    let directory = EndDirectory(try Networks.catagram().build().topology)
    #expect(directory.ends(address).isEmpty)
    #expect(directory.obstacle(address) == reason)
  }
}
