#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A call of the system that failed.
struct SystemError: Error, CustomStringConvertible {
  let call: String
  let number: Int32

  var description: String { "\(call): \(String(cString: strerror(number)))" }

  /// Whether the file system has no room left for the app.
  var isStorageFull: Bool { number == ENOSPC || number == EDQUOT }
}

/// A file that is only appended to.
final class AppendedFile {
  private let descriptor: Int32

  /// Starts with an empty file.
  init(_ path: String) throws {
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o644)
    if descriptor == -1 { throw SystemError(call: "open", number: errno) }
  }

  deinit { close(descriptor) }

  func append(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
        let written = write(descriptor, start, rest.count)
        if written == -1 {
          if errno == EINTR { continue }
          throw SystemError(call: "write", number: errno)
        }
        rest = rest.dropFirst(written)
      }
    }
  }

  /// Takes back what lies beyond.
  func truncate(to bytes: Int) throws {
    if ftruncate(descriptor, off_t(bytes)) == -1 { throw SystemError(call: "ftruncate", number: errno) }
  }
}

/// What distinguishes two states of a file without reading it.
struct FileStamp: Equatable {
  let device: UInt64
  let inode: UInt64
  let bytes: Int
  let modifiedNs: Int
  /// When the file system last changed the entry. No program can set it back.
  let changedNs: Int

  init(_ path: String) throws {
    var status = stat()
    if stat(path, &status) == -1 { throw SystemError(call: "stat", number: errno) }
    #if canImport(Darwin)
      let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
    #else
      let (modified, changed) = (status.st_mtim, status.st_ctim)
    #endif
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(status.st_ino)
    bytes = Int(status.st_size)
    modifiedNs = modified.tv_sec * 1_000_000_000 + modified.tv_nsec
    changedNs = changed.tv_sec * 1_000_000_000 + changed.tv_nsec
  }

  /// The stamp as a text to compare.
  var key: String { "\(device) \(inode) \(bytes) \(modifiedNs) \(changedNs)" }
}

/// Reads a file from its start to its end in pieces of a mebibyte, so that its bytes never count as the app's memory.
func readInPieces(_ path: String, _ take: (UnsafeRawBufferPointer) -> Void) throws {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  if descriptor == -1 { throw SystemError(call: "open", number: errno) }
  defer { close(descriptor) }
  #if canImport(Darwin)
    // Weights that were only hashed must not lie in the cache when the first load is timed.
    _ = fcntl(descriptor, F_NOCACHE, 1)
  #endif
  let size = 1 << 20
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 4096)
  defer { buffer.deallocate() }
  while true {
    let count = read(descriptor, buffer.baseAddress, size)
    if count == 0 { return }
    if count == -1 {
      if errno == EINTR { continue }
      throw SystemError(call: "read", number: errno)
    }
    take(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
  }
}

/// A clock of the system in nanoseconds.
package func clockNs(_ clock: clockid_t) -> Int {
  var time = timespec()
  clock_gettime(clock, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// CPU time of all threads of the process.
package func processCpuTimeNs() -> Int { clockNs(CLOCK_PROCESS_CPUTIME_ID) }

/// The path without links; nil where it leads to nothing or in a circle.
func realPath(_ path: String) -> String? {
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return String(cString: resolved)
}
