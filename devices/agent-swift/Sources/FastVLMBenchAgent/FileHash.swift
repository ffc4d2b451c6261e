import Foundation

/// A file by what is in it.
struct FileHash: Equatable, Codable {
  let sha256: String
  let bytes: Int

  init(reading path: String) throws {
    var digest = SHA256Digest()
    var bytes = 0
    try readInPieces(path) {
      digest.update($0)
      bytes += $0.count
    }
    sha256 = digest.finish()
    self.bytes = bytes
  }
}

/// Hashes of files that were read in earlier launches. A file is read again when its inode, size or times have changed.
struct HashCache {
  private struct Known: Codable {
    let stamp: String
    let hash: FileHash
  }

  private let file: URL
  private var known: [String: Known]
  private var used: [String: Known] = [:]
  /// How many files were read and not looked up.
  private(set) var misses = 0

  /// A cache that cannot be read is empty.
  init(file: URL) {
    self.file = file
    let data = (try? Data(contentsOf: file)) ?? Data()
    known = (try? JSONDecoder().decode([String: Known].self, from: data)) ?? [:]
  }

  mutating func hash(_ path: String) throws -> FileHash {
    let stamp = try FileStamp(path).key
    if let before = known[path], before.stamp == stamp {
      used[path] = before
      return before.hash
    }
    misses += 1
    let hash = try FileHash(reading: path)
    // A file that changed while it was read is not kept under either stamp.
    if try FileStamp(path).key == stamp { used[path] = Known(stamp: stamp, hash: hash) }
    return hash
  }

  /// Keeps what was asked for this time. Without room for it, the next launch reads the files again.
  func save() {
    guard let data = try? JSONEncoder().encode(used) else { return }
    try? FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try? data.write(to: file, options: .atomic)
  }
}
