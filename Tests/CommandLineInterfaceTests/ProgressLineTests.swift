import Testing

@testable import CommandLineInterface

@Suite("What a terminal shows")
struct ProgressLineTests {
  @Test("is never longer than a line of it", arguments: [1, 2, 10, 19, 20, 40, 80, 200])
  func width(columns: Int) {
    for done in [0, 1, 50, 100] {
      let line = ProgressLine(
        done: done, total: 100, rate: 12345, what: "+ bw.catagram.app.instance.web link eth0")
      #expect(line.text(columns: columns).count <= max(columns - 1, 1))
    }
    let wide = ProgressLine(done: 50, total: 100, rate: 7, what: "+ x").text(columns: 80)
    #expect(wide.hasPrefix("████████████░░░░░░░░░░░░ 50/100, 7/s + x"))
  }

  @Test("is in ASCII where the locale knows nothing else")
  func locale() {
    #expect("██░ 2/3 … a → b — naïve".inASCII == "##- 2/3 ... a -> b - naïve")
    for locale in ["C.UTF-8", "de_DE.utf8", "en_US.UTF-8"] {
      #expect(ProcessEnvironment.isUTF8(locale), "\(locale)")
    }
    for locale in [nil, "C", "POSIX", "de_DE.ISO-8859-1"] {
      #expect(!ProcessEnvironment.isUTF8(locale), "\(locale ?? "none")")
    }
  }
}
