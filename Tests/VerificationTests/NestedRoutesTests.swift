import Diagnostics
import IPAddressing
import Testing
import Topology

@testable import Verification

@Suite("Routes as prefixes nest")
struct NestedRoutesTests {
  private struct Linear: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 31
    }
  }

  private static func table(_ generator: inout Linear) -> [Candidate] {
    let start = SourcePosition(line: 1, column: 1)
    let targets: [RouteTarget] = [.internetGateway, .blackhole]
    return (0..<Int.random(in: 1...9, using: &generator)).map { index in
      let address = IPAddress(ipv4: 0x0a00_0000 + UInt32.random(in: 0...15, using: &generator))
      return Candidate(
        index: index,
        destination: Prefix(address, length: Int.random(in: 28...32, using: &generator)),
        nextHop: .target(targets[Int.random(in: 0...1, using: &generator)]),
        origin: Bool.random(using: &generator) ? .static : .propagated,
        source: SourceRange(file: "t.yaml", start: start, end: start))
    }
  }

  @Test("a route is covered when a better one decides for each of its addresses")
  func covered() {
    var generator = Linear(state: 7)
    for _ in 0..<3000 {
      let routes = Self.table(&generator)
      var deciding: Set<Int> = []
      for offset in UInt32(0)...15 {
        let address = IPAddress(ipv4: 0x0a00_0000 + offset)
        let matches = routes.filter { $0.destination.contains(address) }
        // Routes that nothing tells apart cover each other in neither way.
        let best = matches.filter { route in !matches.contains { $0.isPreferred(to: route) } }
        deciding.formUnion(best.compactMap(\.index))
      }
      let all = Set(routes.indices)
      let alike = Set(
        routes.indices.filter { index in
          routes.contains {
            $0.index != index && $0.destination == routes[index].destination
              && !$0.isPreferred(to: routes[index]) && !routes[index].isPreferred(to: $0)
          }
        })
      #expect(
        NestedRoutes(routes).covered.subtracting(alike)
          == all.subtracting(deciding).subtracting(alike))
    }
  }

  @Test("a route whose parent has its target can go: every address keeps its target")
  func parents() {
    func targets(_ routes: [Candidate]) -> [NextHop?] {
      (UInt32(0)...15).map { offset in
        let address = IPAddress(ipv4: 0x0a00_0000 + offset)
        return routes.filter { $0.destination.contains(address) }
          .min { $0.isPreferred(to: $1) }?.nextHop
      }
    }
    var generator = Linear(state: 11)
    var superfluous = 0
    for _ in 0..<1000 {
      let nested = NestedRoutes(Self.table(&generator))
      for (index, parent) in nested.parents.enumerated() {
        guard let parent, nested.routes[parent].nextHop == nested.routes[index].nextHop else {
          continue
        }
        superfluous += 1
        var fewer = nested.routes
        fewer.remove(at: index)
        #expect(targets(fewer) == targets(nested.routes))
      }
    }
    #expect(superfluous > 500)
  }

  @Test("one look at a table tells whether a closer one finds anything")
  func traits() throws {
    var generator = Linear(state: 13)
    let tables = (0..<3000).map { _ in Self.table(&generator) }
    var topology = Topology(
      name: "t", internet: Internet(ipv4: .defaultIPv4, ipv6: .defaultIPv6))
    topology.routeTables = tables.enumerated().map { index, routes in
      RouteTable(
        id: ID(index), vpc: ID(0), name: "t\(index)",
        routes: routes.compactMap { route in
          guard case .target(let target) = route.nextHop else { return nil }
          return Route(
            destination: route.destination, target: target, origin: route.origin,
            source: route.source)
        }, source: routes[0].source)
    }
    var found: TableTraits = []
    for (routes, traits) in zip(tables, TableScanner.traits(of: topology)) {
      let nested = NestedRoutes(routes)
      let repeats = zip(nested.routes, nested.parents).contains { route, parent in
        route.origin == .static && parent.map { nested.routes[$0].nextHop } == route.nextHop
      }
      found.formUnion(traits)
      // Where two routes have one destination, the closer look decides.
      guard Set(routes.map(\.destination)).count == routes.count else {
        #expect(traits.isSuperset(of: [.repeats, .covers]))
        continue
      }
      #expect(traits.contains(.repeats) == repeats)
      #expect(traits.contains(.covers) == !nested.covered.isEmpty)
    }
    #expect(found == [.repeats, .covers])
  }
}
