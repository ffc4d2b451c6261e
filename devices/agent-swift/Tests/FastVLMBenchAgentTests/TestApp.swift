import Foundation

@testable import FastVLMBenchAgent

/// An app on disk as a phone has it: a bundle with its model, and Documents with the plan and the images of the harness.
final class TestApp {
  static let nonce = "b1c2"
  let root: URL
  let platform: TestPlatform
  private(set) var plan: [String: Any]

  init(change: [String: Any] = [:], record: [String: Any] = [:]) throws {
    root = FileManager.default.temporaryDirectory.appendingPathComponent("fastvlm-bench-agent-\(UUID().uuidString)")
    platform = TestPlatform(root: root)
    let images = [Data([0x89, 0x50, 0x4e, 0x47, 1]), Data([0xff, 0xd8, 0xff, 2])]
    let names = images.map { "\(SHA256Digest.of($0)).png" }
    var plan: [String: Any] = [
      "protocol": 1, "nonce": Self.nonce, "deadlineMs": 60_000, "model": "default",
      "decoding": ["maxOutputTokens": 16, "stopAtEndOfSequence": true],
      "promptTemplate": "Say: {question}", "imageSizePx": NSNull(), "data": "bench/data/x", "warmupIterations": 1,
      "iterations": zip([7, 8], names).map { ["questionId": $0, "image": $1, "question": "What is $& in \($0)?"] },
      "cycles": 1, "sustainForMs": NSNull(),
    ]
    let recorded: [String: Any] = ["footprintIntervalMs": NSNull(), "tokenTimestamps": true, "answers": true]
    plan["record"] = recorded.merging(record) { $1 }
    self.plan = plan.merging(change) { $1 }
    for (name, image) in zip(names, images) { try write(image, to: "Documents/bench/data/x/\(name)") }
    try write(Data("program".utf8), to: "App.app/Program")
    try write(Data("weights".utf8), to: "App.app/model/weights.bin")
    try write(Data("{}".utf8), to: "App.app/model/sub/config.json")
    try writeInfoPlist(["CFBundleIdentifier": "com.example", "CFBundleVersion": "3", AppBundle.modelsKey: "model/"])
    try writePlan(JSONSerialization.data(withJSONObject: self.plan))
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  func write(_ data: Data, to path: String) throws {
    let file = root.appendingPathComponent(path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  func writePlan(_ data: Data) throws { try write(data, to: "Documents/bench/\(Self.nonce)/plan.json") }

  func writeInfoPlist(_ plist: [String: Any]) throws {
    let data = try PropertyListSerialization.data(fromPropertyList: plist, format: .xml, options: 0)
    try write(data, to: "App.app/Info.plist")
  }

  var images: [URL] {
    get throws {
      let folder = root.appendingPathComponent("Documents/bench/data/x")
      return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    }
  }

  var sent: BenchPlan {
    BenchPlan(documents: root.appendingPathComponent("Documents"), path: "bench/\(Self.nonce)/plan.json")
  }

  var events: Data { (try? Data(contentsOf: sent.folder.appendingPathComponent("events.ndjson"))) ?? Data() }

  /// The lines of the events file; those that are no JSON objects are an error.
  func lines() throws -> [[String: Any]] {
    try events.split(separator: UInt8(ascii: "\n")).map { line in
      guard let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] else {
        throw EventsFault("EVENTS_MALFORMED", "no object")
      }
      return object
    }
  }

  func events(_ kind: String) throws -> [[String: Any]] { try lines().filter { $0["event"] as? String == kind } }

  @discardableResult
  func run(_ engine: any BenchEngine = TestEngine()) async -> BenchAgent.Outcome {
    await BenchAgent(engine: engine, platform: platform).run(sent)
  }

  /// What a reader of the protocol makes of the file: `complete`, or the code of its fault.
  func verdict() throws -> String {
    var reader = EventsReader(plan: try ReaderPlan(try JSONSerialization.data(withJSONObject: plan)))
    do {
      try reader.read(events)
      return "complete"
    } catch let fault as EventsFault {
      return fault.code
    }
  }
}

/// A device whose clock goes on by a microsecond whenever somebody looks, and further only when a test says so.
final class TestPlatform: BenchPlatform, @unchecked Sendable {
  let folders: AppFolders
  private let lock = NSLock()
  private var ns = 5_000_000
  private var report: (@Sendable (PlatformChange) -> Void)?
  private var state: ThermalState? = .nominal
  private var bytes = 4_000_000

  init(root: URL) {
    let bundle = root.appendingPathComponent("App.app")
    folders = AppFolders(
      bundle: bundle,
      executable: bundle.appendingPathComponent("Program"),
      infoPlist: bundle.appendingPathComponent("Info.plist"),
      caches: root.appendingPathComponent("Library/Caches")
    )
  }

  func advance(ms: Int) { lock.withLock { ns += ms * 1_000_000 } }

  func warm(to state: ThermalState?) { lock.withLock { self.state = state } }

  func hold(bytes: Int) { lock.withLock { self.bytes = bytes } }

  func tell(_ change: PlatformChange) { lock.withLock { report }?(change) }

  func nowNs() -> Int {
    lock.withLock {
      ns += 1000
      return ns
    }
  }

  func cpuTimeMs() -> Double { 1.5 }
  func waitedMs() -> Double? { 0.25 }
  func footprintBytes() -> Int { lock.withLock { bytes } }
  func peakFootprintBytes() -> Int { 5_000_000 }
  func conditions() -> DeviceConditions { DeviceConditions(thermal: lock.withLock { state }, lowPowerMode: false) }
  func device() -> DeviceIdentity { DeviceIdentity(model: "iPhone17,1", osVersion: "26.1", osBuild: "23B85") }

  func watch(_ report: @escaping @Sendable (PlatformChange) -> Void) async -> @Sendable () -> Void {
    lock.withLock { self.report = report }
    return { self.lock.withLock { self.report = nil } }
  }
}

/// A model of three tokens. `answering` is called inside the vision encoder of each question, with its place from 0.
struct TestEngine: BenchEngine {
  var modelNames: [String] = ["tiny"]
  var units: [BenchComputeUnits] = []
  var answering: @Sendable (Int, BenchQuestion) throws -> Void = { _, _ in }
  var tokens: @Sendable (BenchQuestion) -> [Int] = { [$0.id, 11, 12] }
  private let count = Counter()

  func computeUnits() async -> [BenchComputeUnits] { units }
  func load(_ modelName: String) async throws {}
  func unload() async {}

  func answer(_ question: BenchQuestion, recorder: BenchRecorder) async throws -> BenchAnswer {
    recorder.span(.preprocess) {}
    try recorder.span(.visionEncode) { try answering(count.next(), question) }
    recorder.begin(.prefill)
    recorder.checksum(.pixels) { [1, 2, Float(question.id)] }
    for token in tokens(question) { recorder.token(token) }
    return BenchAnswer(text: question.text)
  }
}

final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var count = 0

  func next() -> Int {
    lock.withLock {
      count += 1
      return count - 1
    }
  }
}
