import Dispatch
import Foundation

/// Takes samples of the footprint at an interval of the app's own clock, on a thread of its own.
final class FootprintSampler: Sendable {
  /// The timer runs by the wall and so at a rate of its own: it asks more often than a sample is due.
  private static let roundsPerSample = 4

  private let stopped = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  init(everyMs intervalMs: Int, platform: any BenchPlatform, log: EventLog) {
    let pause = DispatchTimeInterval.microseconds(max(1, min(intervalMs, 1_000_000) * 1000 / Self.roundsPerSample))
    let (stopped, ended) = (stopped, ended)
    let thread = Thread {
      var dueNs = 0
      while stopped.wait(timeout: .now() + pause) == .timedOut {
        let atNs = platform.nowNs()
        if atNs < dueNs { continue }
        dueNs = atNs + intervalMs * 1_000_000
        log.append(
          "footprint",
          [(name: "atNs", value: .whole(atNs)), (name: "bytes", value: .whole(platform.footprintBytes()))]
        )
      }
      ended.signal()
    }
    thread.name = "FastVLMBench footprint"
    thread.start()
  }

  /// No sample is taken any more when this returns.
  func stop() {
    stopped.signal()
    ended.wait()
  }
}

/// Marks the footprint at the end of a prefill `peakPrefill` where it is larger than at the end of every prefill before it: the last mark of a
/// launch is its largest, and the file stays small.
final class PrefillPeak: @unchecked Sendable {
  private let lock = NSLock()
  private let platform: any BenchPlatform
  private let log: EventLog
  private var peakBytes = 0

  init(platform: any BenchPlatform, log: EventLog) {
    self.platform = platform
    self.log = log
  }

  func note(atNs: Int) {
    let bytes = platform.footprintBytes()
    lock.withLock {
      guard bytes > peakBytes else { return }
      peakBytes = bytes
      log.append(
        "footprint",
        [
          (name: "atNs", value: .whole(atNs)),
          (name: "bytes", value: .whole(bytes)),
          (name: "mark", value: .text("peakPrefill")),
        ]
      )
    }
  }
}
