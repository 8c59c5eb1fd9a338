import IPAddressing
import Testing

@Suite("Ethernet addresses")
struct MACAddressTests {
  @Test("text and bytes are read and written")
  func text() throws {
    let address = try #require(MACAddress("02:00:5e:10:00:ff"))
    #expect(address.description == "02:00:5e:10:00:ff")
    #expect(MACAddress(bytes: address.bytes) == address)
    for text in [
      "", "02:00:5e:10:00", "02:00:5e:10:00:fff", "02-00-5e-10-00-ff", "0g:00:00:00:00:00",
    ] {
      #expect(MACAddress(text) == nil)
    }
  }

  @Test("derived ones are locally administered, unicast, stable, and differ")
  func derived() {
    let addresses = (0..<2000).map { MACAddress(derivedFrom: "bw.t.app/i-web-\($0)") }
    #expect(Set(addresses).count == 2000)
    #expect(addresses.allSatisfy { $0.bytes[0] & 3 == 2 })
    #expect(MACAddress(derivedFrom: "a").description == MACAddress(derivedFrom: "a").description)
  }
}
