#if os(Linux)
  import CountedMemory
  import FastVLMBenchAgent
  import Foundation
  import Glibc

  /// A model that does nothing, so that all that takes time is the agent.
  final class EmptyEngine: BenchEngine, @unchecked Sendable {
    struct Answer {
      let startNs: Int
      let tokensStartNs: Int
      let endNs: Int
      let allocationsBefore: Int
      let allocationsAfter: Int
    }

    private let tokens: Int
    private(set) var answers: [Answer] = []

    init(answers: Int, tokens: Int) {
      self.tokens = tokens
      self.answers.reserveCapacity(answers)
    }

    func load(_ modelName: String) {}

    func unload() {}

    func answer(_ question: BenchQuestion, recorder: BenchRecorder) -> BenchAnswer {
      let before = countedAllocations()
      let startNs = clockNs(CLOCK_MONOTONIC)
      recorder.span(.preprocess) {}
      recorder.span(.visionEncode) {}
      recorder.begin(.prefill)
      let tokensStartNs = clockNs(CLOCK_MONOTONIC)
      for id in 0..<tokens { recorder.token(id) }
      let endNs = clockNs(CLOCK_MONOTONIC)
      answers.append(
        Answer(
          startNs: startNs,
          tokensStartNs: tokensStartNs,
          endNs: endNs,
          allocationsBefore: before,
          allocationsAfter: countedAllocations()
        )
      )
      return BenchAnswer(text: "nothing at all")
    }
  }

  /// This machine, with an app in a folder of its own.
  struct EmptyPlatform: BenchPlatform {
    let folders: AppFolders
    private let machine = LinuxPlatform()

    init(folders: AppFolders) { self.folders = folders }

    func nowNs() -> Int { machine.nowNs() }
    func cpuTimeMs() -> Double { machine.cpuTimeMs() }
    func waitedMs() -> Double? { machine.waitedMs() }
    func footprintBytes() -> Int { machine.footprintBytes() }
    func peakFootprintBytes() -> Int { machine.peakFootprintBytes() }
    func conditions() -> DeviceConditions { machine.conditions() }
    func device() -> DeviceIdentity { machine.device() }
  }

  /// A launch of an app that does nothing, on disk.
  struct EmptyApp {
    let root: URL
    let plan: BenchPlan
    let platform: EmptyPlatform

    var events: URL { root.appendingPathComponent("Documents/bench/n/events.ndjson") }

    init(answers: Int, tokens: Int) throws {
      root = FileManager.default.temporaryDirectory.appendingPathComponent("agent-overhead-\(UUID().uuidString)")
      let bundle = root.appendingPathComponent("App.app")
      let folders = AppFolders(
        bundle: bundle,
        executable: bundle.appendingPathComponent("App"),
        infoPlist: bundle.appendingPathComponent("Info.plist"),
        caches: root.appendingPathComponent("Caches")
      )
      platform = EmptyPlatform(folders: folders)
      let documents = root.appendingPathComponent("Documents")
      let sent = BenchPlan.current(
        environment: [BenchPlan.variable: "bench/n/plan.json"],
        documents: documents
      )
      guard let sent else { throw BenchError(.internal, "The plan's path leaves Documents.") }
      plan = sent
      let asked: [String: Any] = [
        "protocol": 1, "nonce": "n", "deadlineMs": 3_600_000, "model": "default",
        "decoding": ["maxOutputTokens": tokens, "stopAtEndOfSequence": true],
        "promptTemplate": "{question}", "imageSizePx": NSNull(), "data": "bench/data", "warmupIterations": 0,
        "iterations": (0..<answers).map { ["questionId": $0, "image": "image.png", "question": "What is it?"] },
        "cycles": 1, "sustainForMs": NSNull(),
        "record": ["footprintIntervalMs": NSNull(), "tokenTimestamps": true, "answers": true],
      ]
      let info = ["CFBundleIdentifier": "dev.fastvlmbench.overhead", "CFBundleVersion": "1"]
      try write(Data("program".utf8), to: "App.app/App")
      try write(
        PropertyListSerialization.data(fromPropertyList: info, format: .xml, options: 0),
        to: "App.app/Info.plist"
      )
      try write(Data("image".utf8), to: "Documents/bench/data/image.png")
      try write(JSONSerialization.data(withJSONObject: asked), to: "Documents/bench/n/plan.json")
    }

    private func write(_ data: Data, to path: String) throws {
      let file = root.appendingPathComponent(path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: file)
    }
  }
#endif
