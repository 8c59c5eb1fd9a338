import Configuration
import Diagnostics
import Testing

@Suite("Declarations")
struct DeclarationTests {
  /// Every construct that a topology can hold.
  private static let constructs: [AnyConstruct] = {
    var found: [AnyConstruct] = []
    var open = [AnyConstruct(TopologyDeclaration.self)]
    while let next = open.popLast() {
      guard !found.contains(where: { $0.name == next.name }) else { continue }
      found.append(next)
      open += next.fields().compactMap(\.construct)
    }
    return found.sorted { $0.name < $1.name }
  }()

  @Test("every construct and every key is documented in whole sentences")
  func documented() {
    #expect(Self.constructs.count > 30)
    for construct in Self.constructs {
      #expect(construct.documentation.hasSuffix("."), "\(construct.name)")
      for field in construct.fields() {
        #expect(field.documentation.hasSuffix("."), "\(construct.name).\(field.name)")
        #expect(field.documentation.first?.isUppercase == true, "\(construct.name).\(field.name)")
      }
    }
  }

  @Test("no construct has a key twice, and rules name keys that exist")
  func consistent() {
    for construct in Self.constructs {
      let names = construct.fields().map(\.name)
      #expect(Set(names).count == names.count, "\(construct.name)")
      for rule in construct.rules {
        let named: [String] =
          switch rule {
          case .exactlyOne(let keys), .atLeastOne(let keys), .atMostOne(let keys): keys
          case .excludes(let key, let others): [key] + others
          case .requires(let key, let other): [key, other]
          }
        #expect(Set(named).isSubset(of: names), "\(construct.name)")
      }
    }
  }

  @Test("defaults are AWS's")
  func defaults() {
    func value(_ construct: String, _ key: String) -> JSONValue? {
      Self.constructs.first { $0.name == construct }?.fields().first { $0.name == key }?
        .defaultValue
    }
    #expect(value("ApplianceHealthCheck", "protocol") == "tcp")
    #expect(value("ApplianceHealthCheck", "port") == 80)
    #expect(value("ApplianceHealthCheck", "interval") == "10s")
    #expect(value("ApplianceHealthCheck", "timeout") == "5s")
    #expect(value("ApplianceHealthCheck", "healthy_threshold") == 5)
    #expect(value("ApplianceHealthCheck", "unhealthy_threshold") == 2)
    #expect(value("TargetHealthCheck", "interval") == "30s")
    #expect(value("GatewayLoadBalancer", "tcp_idle_timeout") == "350s")
    #expect(value("GatewayLoadBalancer", "cross_zone") == false)
    #expect(value("ApplianceGroup", "stickiness") == "5_tuple")
    #expect(value("ApplianceGroup", "target_failover") == "no_rebalance")
    #expect(value("ApplianceGroup", "deregistration_delay") == "300s")
    #expect(value("Internet", "cidr") == "198.51.100.0/24")
    #expect(value("Internet", "ipv6_cidr") == "2001:db8:ffff:ffff::/64")
    #expect(value("Instance", "source_dest_check") == true)
    #expect(value("TransitGatewayAttachment", "appliance_mode") == false)
  }

  @Test("the schema's references all lead somewhere")
  func references() {
    let schema = TopologySchema.json
    var names: Set<String> = []
    collect(schema, &names)
    for name in names { #expect(schema["$defs"]?[name] != nil, "\(name)") }
    #expect(names.contains("VPC"))
  }

  private func collect(_ value: JSONValue, _ names: inout Set<String>) {
    switch value {
    case .array(let elements): for element in elements { collect(element, &names) }
    case .object(let members):
      for member in members {
        if member.key == "$ref", case .string(let reference) = member.value {
          names.insert(String(reference.dropFirst("#/$defs/".count)))
        }
        collect(member.value, &names)
      }
    default: break
    }
  }
}
