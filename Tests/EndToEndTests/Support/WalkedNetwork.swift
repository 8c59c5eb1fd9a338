import Foundation
import TestSupport
import Testing

/// An applied random network, in which every host asks every other that the model knows of.
struct WalkedNetwork {
  private static let port: UInt16 = 7000
  private static let firstPort = 20_000

  let flows: [TraceDocument.Flow]
  /// What the kernel did with each.
  let experiences: [Experience]

  /// Sends a datagram for every flow that the model has between two hosts of an applied network.
  init(_ network: RandomNetwork, _ flows: [TraceDocument.Flow], in lab: Lab) throws {
    self.flows = flows
    let hosts = try network.hosts.map {
      try EchoingHost($0, namespace: Self.namespace($0), port: Self.port)
    }
    // An answer that comes to a NAT gateway which never saw the question opens a flow there, as any
    // datagram does: what goes on is the gateway's, and answers nobody.
    let translators = Set(
      try network.natGateways.flatMap { try Self.addresses(in: Self.namespace($0)) })
    let routers = try network.routers.map {
      let namespace = Self.namespace($0)
      return (
        $0, try RouterCounts(lab, namespace: namespace, port: Self.port, besides: translators)
      )
    }
    var experiences = Self.exchange(flows, hosts)
    func note(_ point: String, _ port: Int, isReply: Bool) {
      let index = port - Self.firstPort
      guard experiences.indices.contains(index) else { return }
      if isReply {
        experiences[index].passedByReply.insert(point)
      } else {
        experiences[index].passedByRequest.insert(point)
      }
    }
    for (name, counts) in routers {
      for port in try counts.ports("requests") { note(name, port, isReply: false) }
      for port in try counts.ports("replies") { note(name, port, isReply: true) }
    }
    for flow in try lab.flows(RandomNetwork.name, port: Self.port) {
      // An endpoint that sees a reply alone takes it for what opens a flow.
      let isTurned = flow.sourcePort == Int(Self.port)
      if isTurned, translators.contains(flow.sourceAddress) { continue }
      let port = isTurned ? flow.destinationPort : flow.sourcePort
      for (words, isReply) in [(flow.forward, isTurned), (flow.backward, !isTurned)]
      where words != "not seen" {
        let isReturned = words == "inspected and returned"
        note(isReturned ? flow.endpoint : "\(flow.endpoint): \(words)", port, isReply: isReply)
      }
    }
    self.experiences = experiences
  }

  private static func namespace(_ resource: String) -> String {
    "bw.\(RandomNetwork.name).\(resource.replacing("/", with: "."))"
  }

  /// The IPv4 addresses in a namespace, but those of the loopback interface.
  private static func addresses(in namespace: String) throws -> [String] {
    struct Link: Decodable {
      struct Address: Decodable { var local: String }
      var addr_info: [Address]
    }
    let text = try Shell.run("ip -n \(namespace) -4 -j address show scope global")
    return try JSONDecoder().decode([Link].self, from: Data(text.utf8))
      .flatMap { $0.addr_info.map(\.local) }
  }

  /// Asks and answers until all has come that the model says will come; the more comes with it, or
  /// never.
  private static func exchange(
    _ flows: [TraceDocument.Flow], _ hosts: [EchoingHost]
  ) -> [Experience] {
    let questions = flows.indices.map { index in
      ask(flows[index], from: UInt16(firstPort + index), saying: "\(index)")
    }
    var experiences = flows.map { _ in Experience() }
    let expected = flows.map { Experience($0) }
    func look() -> Bool {
      for host in hosts {
        host.answer()
        for index in host.received.compactMap({ Int($0) }) {
          experiences[index].receivers.insert(host.name)
        }
      }
      for (index, question) in questions.enumerated() where !experiences[index].isAnswered {
        experiences[index].isAnswered = (try? question?.receive(seconds: 0)) == "\(index)"
      }
      return zip(experiences, expected).allSatisfy { seen, told in
        seen.receivers.isSuperset(of: told.receivers) && (seen.isAnswered || !told.isAnswered)
      }
    }
    _ = eventually(within: 5) { look() }
    _ = look()
    return experiences
  }

  /// Sends a datagram; nil where the sender itself has no way.
  private static func ask(
    _ flow: TraceDocument.Flow, from localPort: UInt16, saying text: String
  ) -> Connection? {
    let client = Client(namespace: namespace(flow.flow.source))
    let question = try? client.datagrams(
      to: flow.flow.destinationAddress, port: port, localPort: localPort)
    try? question?.send(text)
    return question
  }
}
