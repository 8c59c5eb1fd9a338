import FoundationEssentials
import Glibc

/// The host's processes at one moment, to find everything that a supervised process has become:
/// its session and whatever left the session but kept the mark in its environment.
package struct ProcessTable {
  /// The environment variable that marks a supervised process and its descendants; its value is
  /// `RunDirectory.mark(of:)`.
  package static let markVariable = "BUMPWIRE_PROCESS"

  private struct Entry {
    let status: ProcessStatus
    let mark: String?
  }

  private let entries: [Entry]

  /// Reads `/proc`.
  package init() {
    let own = getpid()
    entries = RunDirectory.entries(of: "/proc").compactMap { name in
      guard let pid = Int32(name), pid != own, let status = ProcessStatus.read(pid: pid),
        status.isRunning
      else { return nil }
      return Entry(status: status, mark: Self.mark(ofProcess: pid))
    }
  }

  /// The running processes that came of the one with this mark and, if it has one, this record.
  ///
  /// A session whose leader is gone keeps the leader's pid from being used again, so a leader with
  /// another start time means that nothing of the session is left.
  package func members(
    mark: String, record: ProcessRecord?
  ) -> [ProcessIdentity] {
    let leader = record?.identity.flatMap { identity in
      let holder = entries.first { $0.status.identity.pid == identity.pid }
      return holder == nil || holder?.status.identity == identity ? identity.pid : nil
    }
    return entries.filter { entry in
      if entry.mark == mark { return true }
      guard let leader, entry.status.session == leader else { return false }
      return NetworkNamespaceFile.inode(ofProcess: entry.status.identity.pid)
        == record?.networkNamespace
    }.map(\.status.identity)
  }

  /// The running processes that are in these network namespaces, each with its namespace's inode.
  ///
  /// Of all others no more than that is asked.
  package static func members(of namespaces: Set<UInt64>) -> [ProcessIdentity: UInt64] {
    let own = getpid()
    var members: [ProcessIdentity: UInt64] = [:]
    for pid in RunDirectory.entries(of: "/proc").lazy.compactMap({ Int32($0) }) where pid != own {
      guard let inode = NetworkNamespaceFile.inode(ofProcess: pid), namespaces.contains(inode),
        let status = ProcessStatus.read(pid: pid), status.isRunning
      else { continue }
      members[status.identity] = inode
    }
    return members
  }

  /// The marks of a run directory's processes that run.
  package func marks(of runDirectory: RunDirectory) -> Set<String> {
    let prefix = runDirectory.markPrefix
    return Set(entries.compactMap(\.mark).filter { $0.hasPrefix(prefix) })
  }

  private static func mark(ofProcess pid: Int32) -> String? {
    guard let data = try? AtomicFile.read("/proc/\(pid)/environ", limit: 4 << 20)
    else { return nil }
    let wanted = Array("\(markVariable)=".utf8)
    for variable in data.split(separator: 0) where variable.starts(with: wanted) {
      return String(decoding: variable.dropFirst(wanted.count), as: UTF8.self)
    }
    return nil
  }
}
