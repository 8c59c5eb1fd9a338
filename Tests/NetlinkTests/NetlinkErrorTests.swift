import Glibc
import Netlink
import Testing

@Suite("Netlink errors")
struct NetlinkErrorTests {
  @Test("An error says what was asked, the errno's text and name, and the kernel's explanation")
  func words() {
    var error = NetlinkError(
      request: "route add 10.0.0.0/8 dev a table 101 metric 1 in bw.catagram.app", code: EEXIST)
    #expect(
      "\(error)"
        == "route add 10.0.0.0/8 dev a table 101 metric 1 in bw.catagram.app: File exists (EEXIST)")
    error.explanation = "a reason"
    #expect("\(error)".hasSuffix("File exists (EEXIST): a reason"))
  }

  @Test("A number that is no errno has words, too")
  func unknown() {
    #expect("\(NetlinkError(request: "x", code: 9999))" == "x: unknown error (errno 9999)")
  }
}
