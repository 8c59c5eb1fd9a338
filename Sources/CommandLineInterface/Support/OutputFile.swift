import FoundationEssentials
import Glibc

/// Writes files that a user names.
enum OutputFile {
  /// Replaces a regular file whole or not at all; writes into anything else, such as a device or a
  /// pipe, which a rename would take away.
  static func write(_ data: Data, to path: String) throws {
    do throws(Failure) {
      var status = stat()
      if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
        try fill(path, flags: O_WRONLY | O_NOCTTY, data)
      } else {
        try replace(resolved(path), data)
      }
    } catch {
      throw CommandFailure(
        .failure, "`\(path)` cannot be written: \(String(cString: strerror(error.code)))")
    }
  }

  /// Writes after what a file holds already.
  static func append(_ data: Data, to path: String) throws {
    do throws(Failure) {
      try fill(path, flags: O_WRONLY | O_CREAT | O_APPEND | O_NOCTTY, data)
    } catch {
      throw CommandFailure(
        .failure, "`\(path)` cannot be written: \(String(cString: strerror(error.code)))")
    }
  }

  /// Makes files that must not be there yet: all of them, or none.
  ///
  /// - Parameter directory: Is made if it is missing, and those above it.
  static func create(_ files: [(data: Data, path: String)], in directory: String) throws {
    do throws(Failure) {
      try makeDirectory(directory)
    } catch {
      throw CommandFailure(
        .failure,
        "the folder `\(directory)` cannot be made: \(String(cString: strerror(error.code)))")
    }
    var made: [String] = []
    for (data, path) in files {
      do throws(Failure) {
        try fill(path, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, data)
        made.append(path)
      } catch {
        // What is half written is ours as well, unless it was there before.
        for path in error.code == EEXIST ? made : made + [path] { unlink(path) }
        throw error.code == EEXIST
          ? CommandFailure(
            .failure, "`\(path)` is there already; nothing was written",
            help: "name another folder: `bumpwire init DIR`")
          : CommandFailure(
            .failure, "`\(path)` cannot be written: \(String(cString: strerror(error.code)))")
      }
    }
  }

  private struct Failure: Error {
    var code = errno
  }

  /// Makes a directory that is missing, and those above it.
  private static func makeDirectory(_ path: String) throws(Failure) {
    if mkdir(path, 0o777) == 0 { return }
    var failure = Failure()
    let parent = path.lastIndex(of: "/").map { path[..<$0] } ?? ""
    if failure.code == ENOENT, !parent.isEmpty {
      try makeDirectory(String(parent))
      if mkdir(path, 0o777) == 0 { return }
      failure = Failure()
    }
    guard failure.code == EEXIST else { throw failure }
    var status = stat()
    let isDirectory = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    if !isDirectory { throw Failure(code: ENOTDIR) }
  }

  /// Where a symbolic link leads, so that its file is replaced and not the link.
  private static func resolved(_ path: String) -> String {
    guard let target = realpath(path, nil) else { return path }
    defer { free(target) }
    return String(cString: target)
  }

  private static func replace(_ path: String, _ data: Data) throws(Failure) {
    let temporary = "\(path).\(getpid())"
    do throws(Failure) {
      try fill(temporary, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, data)
      var status = stat()
      if stat(path, &status) == 0 {
        // Whose it is, as far as we may give it, and who may read it.
        _ = chown(temporary, status.st_uid, status.st_gid)
        chmod(temporary, status.st_mode & 0o7777)
      }
      if rename(temporary, path) != 0 { throw Failure() }
    } catch {
      // One that was there before is not ours.
      if error.code != EEXIST { unlink(temporary) }
      throw error
    }
  }

  private static func fill(_ path: String, flags: Int32, _ data: Data) throws(Failure) {
    let descriptor = open(path, flags | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Failure() }
    var offset = 0
    while offset < data.count {
      let count = data.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress?.advanced(by: offset), data.count - offset)
      }
      if count < 0 {
        if errno == EINTR { continue }
        let failure = Failure()
        close(descriptor)
        throw failure
      }
      offset += count
    }
    if close(descriptor) != 0 { throw Failure() }
  }
}
