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
    let routers = try network.routers.map {
      ($0, try RouterCounts(lab, namespace: Self.namespace($0), port: Self.port))
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
