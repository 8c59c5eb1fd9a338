package import IPAddressing

/// A process that the agent keeps running in a namespace.
package struct ProcessState: Hashable, Sendable, Codable {
  /// The host that a process finds itself on: what uname(2) calls it, and all that `/etc/hosts` knows
  /// beside `localhost`.
  ///
  /// There is no nameserver in its `/etc/resolv.conf`.
  package struct Host: Hashable, Sendable, Codable {
    /// At most 64 bytes.
    package var name: String
    package var addresses: [IPAddress]

    package init(name: String, addresses: [IPAddress]) {
      self.name = name
      self.addresses = addresses
    }
  }

  /// The program and its arguments; the program is looked up in the usual directories.
  package var arguments: [String]
  /// Environment variables beyond PATH, HOME and LANG.
  package var environment: [String: String]
  /// The absolute path of the working directory; nil for the process's own run directory.
  package var workingDirectory: String?
  /// Files that the process reads, by their name in its run directory; `@RUN@` in the arguments and
  /// in the files stands for that directory's path.
  ///
  /// They are written before it starts.
  package var files: [String: String]
  /// How a change of `files` reaches a running process: a signal, or nil for a restart.
  package var reloadSignal: Int32?
  /// Nil for the machine itself, with its name and its files.
  package var host: Host?

  private enum CodingKeys: String, CodingKey {
    case arguments, environment, files, host
    case workingDirectory = "working_directory"
    case reloadSignal = "reload_signal"
  }

  package init(
    arguments: [String], environment: [String: String] = [:], workingDirectory: String? = nil,
    files: [String: String] = [:], reloadSignal: Int32? = nil, host: Host? = nil
  ) {
    self.arguments = arguments
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.files = files
    self.reloadSignal = reloadSignal
    self.host = host
  }
}
