import Foundation

/// Where the lines of an events file go.
package protocol EventSink: AnyObject {
  func append(_ bytes: [UInt8]) throws
  /// Takes back what lies beyond.
  func truncate(to bytes: Int) throws
  /// Gives back the room that was kept for the last line. Called at most once.
  func freeSpare()
}

/// The events file. Events gather in memory and reach the disk only at `flush`, which is never called inside a timed span.
package final class EventLog: @unchecked Sendable {
  private let lock = NSLock()
  private let sink: any EventSink
  private var digest = SHA256Digest()
  private var waiting: [UInt8] = []
  private var waitingEvents = 0
  private var writtenEvents = 0
  private var writtenBytes = 0
  private var isEnded = false

  package init(sink: any EventSink) {
    self.sink = sink
    waiting.reserveCapacity(1 << 16)
  }

  /// Keeps an event for the next flush. After the last line it does nothing.
  func append(_ kind: String, _ fields: [(name: String, value: JSON)]) {
    let line = JSON.object([(name: "event", value: .text(kind))] + fields).lineBytes
    lock.withLock {
      guard !isEnded else { return }
      waiting.append(contentsOf: line)
      waiting.append(UInt8(ascii: "\n"))
      waitingEvents += 1
    }
  }

  /// Writes what has gathered. A disk that takes only a part of it keeps none of it, so that the file ends with a whole line.
  /// Throws STORAGE_FULL, or INTERNAL for any other failure.
  func flush() throws {
    try lock.withLock { try writeWaiting() }
  }

  /// Writes the last line of a complete file.
  func finish(_ totals: [(name: String, value: JSON)]) throws {
    try lock.withLock {
      try writeWaiting()
      isEnded = true
      let head: [(name: String, value: JSON)] = [
        (name: "event", value: .text("done")),
        (name: "events", value: .whole(writtenEvents)),
        (name: "sha256", value: .text(digest.finish())),
      ]
      try write(JSON.object(head + totals).lineBytes + [UInt8(ascii: "\n")])
      sink.freeSpare()
    }
  }

  /// Writes the last line of a file whose app gives up, into the room that was kept for it. What waits is written too where it
  /// fits. What cannot be written is lost; the lines before it stay.
  func giveUp(_ error: BenchError) {
    lock.withLock {
      isEnded = true
      sink.freeSpare()
      try? writeWaiting()
      let fields: [(name: String, value: JSON)] = [
        (name: "event", value: .text("error")),
        (name: "code", value: .text(error.code.rawValue)),
        (name: "message", value: .text(error.message)),
      ]
      try? write(JSON.object(fields).lineBytes + [UInt8(ascii: "\n")])
    }
  }

  private func writeWaiting() throws {
    guard !waiting.isEmpty else { return }
    let (bytes, events) = (waiting, waitingEvents)
    waiting.removeAll(keepingCapacity: true)
    waitingEvents = 0
    try write(bytes)
    digest.update(bytes)
    writtenEvents += events
  }

  private func write(_ bytes: [UInt8]) throws {
    do {
      try sink.append(bytes)
      writtenBytes += bytes.count
    } catch {
      try? sink.truncate(to: writtenBytes)
      let isFull = (error as? SystemError)?.isStorageFull == true
      throw BenchError(isFull ? .storageFull : .internal, "The events cannot be written: \(error).")
    }
  }
}

/// A file on disk, with some room kept beside it so that an app that fills the disk can still say so.
final class EventFile: EventSink {
  private static let spareBytes = 16 * 1024
  private let file: AppendedFile
  private let spare: URL

  init(folder: URL) throws {
    file = try AppendedFile(folder.appendingPathComponent("events.ndjson").path)
    spare = folder.appendingPathComponent("spare")
    // Bytes of a file system that compresses take no room when they are all alike.
    try? Data((0..<Self.spareBytes).map { UInt8(truncatingIfNeeded: $0 &* 167 ^ $0 >> 8) }).write(to: spare)
  }

  func append(_ bytes: [UInt8]) throws { try file.append(bytes) }

  func truncate(to bytes: Int) throws { try file.truncate(to: bytes) }

  func freeSpare() { try? FileManager.default.removeItem(at: spare) }
}
