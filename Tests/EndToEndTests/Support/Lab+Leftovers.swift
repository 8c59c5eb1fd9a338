import CLinux
import Foundation
import TestSupport

extension Lab {
  /// Everything on this host that a fresh one does not have: namespaces, links, processes, mounts,
  /// files.
  var leftovers: [String] {
    let namespaces = Self.entries("/run/netns").map { "namespace \($0)" }
    let links = Self.entries("/sys/class/net").filter { $0 != "lo" }.map { "link \($0)" }
    let mounts = Self.mounts.subtracting(mountsBefore).sorted().map { "mount \($0)" }
    let files = ["/run/bumpwire", "/var/lib/bumpwire"].flatMap { folder in
      Self.entries(folder).map { "file \(folder)/\($0)" }
    }
    let locks = Self.entries("/run").filter { $0.hasPrefix("bumpwire.") }.map { "lock \($0)" }
    return namespaces + links + mounts + files + locks
      + processes.map { "process \($0) \(Self.commandLine($0))" }
  }

  /// Every process of this host, whoever started it, in whatever mount namespace: those that see this
  /// host's `/run`.
  var processes: [Int32] {
    let mine = Self.device("/run")
    return Self.entries("/proc").compactMap { Int32($0) }.filter { pid in
      pid != getpid() && Self.device("/proc/\(pid)/root/run") == mine
    }
  }

  /// Ends every process of this host.
  func endProcesses() {
    let isEnded = eventually(within: 10) {
      let alive = processes
      for pid in alive { kill(pid, SIGKILL) }
      return alive.isEmpty
    }
    precondition(isEnded, "a test's processes outlive SIGKILL")
  }

  /// What a process was started with.
  static func commandLine(_ pid: Int32) -> String {
    let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
    return String(decoding: bytes, as: UTF8.self).replacing("\0", with: " ")
  }

  /// The file system that a folder is in; nil where there is none, as for a zombie's.
  private static func device(_ folder: String) -> dev_t? {
    var status = stat()
    return stat(folder, &status) == 0 ? status.st_dev : nil
  }

  private static func entries(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  /// What this thread sees mounted, the folder for namespaces aside (ip-netns(8) makes it as well).
  static var mounts: Set<String> {
    // The kernel gives it in pieces, and a short one is not the end.
    let text = (try? Shell.run("cat /proc/self/mounts")) ?? ""
    return Set(
      text.split(separator: "\n").map(String.init).filter { !$0.contains(" /run/netns ") })
  }
}
