import CLinux
import Glibc
import HostState
import RunDirectory

/// An HTTPS request made by curl(1) in the node's namespace.
///
/// As on AWS the certificate is not verified, and a target that speaks nothing older than TLS 1.3 fails. As
/// over HTTP the status line decides, whatever comes behind it.
final class CurlProbe: Probe {
  private let request: ProbeRequest
  private let loop: EventLoop
  private var pid: Int32 = -1
  private var process: Int32 = -1
  private var timer: TimerQueue.ID?
  private var output: Int32 = -1
  /// What curl has said, no more than is needed to tell.
  private var said: [UInt8] = []
  private var completion: ((ProbeResult) -> Void)?

  init(_ request: ProbeRequest, on loop: EventLoop) {
    self.request = request
    self.loop = loop
  }

  func start(_ completion: @escaping (ProbeResult) -> Void) {
    self.completion = completion
    do {
      try launch()
    } catch {
      loop.after(0) { [self] in finish(.inconclusive("curl: \(error)")) }
    }
  }

  func cancel() {
    completion = nil
    if process >= 0 { clinux_pidfd_send_signal(process, SIGKILL) }
    reap()
  }

  private var arguments: [String] {
    let timeout = "\(request.check.timeout)"
    return [
      "--disable", "--silent", "--show-error", "--insecure", "--tls-max", "1.2", "--noproxy", "*",
      "--globoff", "--path-as-is", "--interface", "\(request.source)", "--connect-timeout", timeout,
      "--max-time", timeout, "--http1.1", "--include", "--no-buffer", "--user-agent",
      "bumpwire-health-checker", "--url",
      "https://\(request.authority)\(request.check.path)",
    ]
  }

  private func launch() throws(RunDirectoryError) {
    guard let path = SpawnedProgram.locate("curl") else {
      throw .system(operation: "find curl", code: ENOENT)
    }
    let namespace = open(NetworkNamespaceFile.path(of: request.namespace), O_RDONLY | O_CLOEXEC)
    guard namespace >= 0 else { throw .system(operation: "open the namespace", code: errno) }
    defer { close(namespace) }
    let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
    guard nothing >= 0 else { throw .system(operation: "open /dev/null", code: errno) }
    defer { close(nothing) }
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .system(operation: "make a pipe", code: errno) }
    defer { close(ends[1]) }
    output = ends[0]
    _ = fcntl(output, F_SETFD, FD_CLOEXEC)
    _ = fcntl(output, F_SETFL, O_NONBLOCK)
    let program = SpawnedProgram(
      path: path, arguments: arguments, environment: SpawnedProgram.environment, directory: "/")
    pid = try program.start(
      namespace: namespace, input: nothing, output: ends[1], error: ends[1])
    process = clinux_pidfd_open(pid, 0)
    guard process >= 0 else {
      let code = errno
      kill(pid, SIGKILL)
      throw .system(operation: "watch curl", code: code)
    }
    loop.watch(process, for: POLLIN) { [self] _ in exited() }
    loop.watch(output, for: POLLIN) { [self] _ in hear() }
    // curl keeps to its own limit; this is for one that hangs.
    timer = loop.after(request.check.timeout + 1) { [self] in
      clinux_pidfd_send_signal(process, SIGKILL)
    }
  }

  /// Takes what curl says, up to the status line.
  private func hear() {
    var chunk = [UInt8](repeating: 0, count: 4096)
    let count = read(output, &chunk, chunk.count)
    guard count > 0 else {
      if count == 0 { loop.unwatch(output) }
      return
    }
    said += chunk.prefix(count)
    guard said.starts(with: "HTTP/".utf8),
      let result = HTTPHealthExchange.result(ofResponse: said, isComplete: false)
    else { return said.removeLast(max(0, said.count - chunk.count)) }
    clinux_pidfd_send_signal(process, SIGKILL)
    finish(result)
  }

  private func exited() {
    hear()
    guard completion != nil else { return }
    let exit = reap()
    guard exit == .exited(code: 0) else {
      let line = String(decoding: said, as: UTF8.self).split(separator: "\n")
        .first { $0.hasPrefix("curl:") }
      var reason = line.map(String.init) ?? "curl \(exit)"
      // What a server says that has nothing older than TLS 1.3.
      if reason.contains("alert protocol version") {
        reason += ": health checks speak TLS 1.2, as AWS's do"
      }
      // 45: CURLE_INTERFACE_FAILED, the node's address cannot be used.
      return finish(exit == .exited(code: 45) ? .inconclusive(reason) : .failure(reason))
    }
    finish(.failure("the answer is not HTTP"))
  }

  @discardableResult
  private func reap() -> ProcessExit {
    if let timer { loop.cancel(timer) }
    timer = nil
    if process >= 0 {
      loop.unwatch(process)
      close(process)
      process = -1
    }
    if output >= 0 {
      loop.unwatch(output)
      close(output)
      output = -1
    }
    guard pid > 0 else { return .unknown }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    pid = -1
    return ProcessExit(waitStatus: status)
  }

  private func finish(_ result: ProbeResult) {
    reap()
    guard let completion else { return }
    self.completion = nil
    completion(result)
  }
}
