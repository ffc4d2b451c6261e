import Foundation
import Testing

@testable import FastVLMBenchAgent

@Suite("An app that cannot work off a plan")
struct GivingUpTests {
  /// The file ends with this error, and all lines before it can be read.
  private func expectError(_ code: String, _ app: TestApp, iterations: Int = 0, message: String = "") throws {
    #expect(try app.verdict() == "AGENT_\(code)")
    let last = try #require(try app.lines().last)
    #expect(last["event"] as? String == "error")
    #expect((last["message"] as? String ?? "").contains(message))
    #expect(try app.events("iteration").count == iterations)
  }

  @Test(
    "refuses a plan that it cannot honour",
    arguments: [
      ("{", "not JSON"), ("[]", "not an object"),
      (#"{"protocol":2}"#, "plan.protocol is 2; this app speaks 1. Update the agent in the app."),
    ]
  )
  func refusesPlans(_ plan: String, _ message: String) async throws {
    let app = try TestApp()
    try app.writePlan(Data(plan.utf8))
    await app.run()
    try expectError("PLAN_INVALID", app, message: message)
  }

  @Test("refuses a plan that is not there")
  func missesPlan() async throws {
    let app = try TestApp()
    try FileManager.default.removeItem(at: app.sent.file)
    await app.run()
    try expectError("PLAN_INVALID", app, message: "cannot be read")
  }

  @Test("refuses to count operators and to change the size of images instead of doing less")
  func refusesWhatItCannotDo() async throws {
    let operators = try TestApp(record: ["operatorTimes": true])
    await operators.run()
    try expectError("PLAN_INVALID", operators, message: "operatorTimes")
    let size = try TestApp(change: ["imageSizePx": 336])
    await size.run()
    try expectError("PLAN_INVALID", size, message: "size of the images")
  }

  @Test("does not pass another model off as the one that is asked for")
  func missesModel() async throws {
    let app = try TestApp(change: ["model": "huge"])
    await app.run()
    try expectError("MODEL_NOT_FOUND", app, message: "This build holds tiny, not huge.")
    let named = try TestApp(change: ["model": "tiny"])
    await named.run()
    #expect(try named.verdict() == "complete")
  }

  @Test("says that its model folder is missing, or that a link leads out of it")
  func missesModelFolder() async throws {
    let empty = try TestApp()
    try FileManager.default.removeItem(at: empty.platform.folders.bundle.appendingPathComponent("model"))
    await empty.run()
    try expectError("MODEL_NOT_FOUND", empty, message: "no model folder")
    for (target, why) in [
      ("/etc/hostname", "leaves the app"), ("nothing", "leads to nothing"), ("../../model", "in a circle"),
    ] {
      let linked = try TestApp()
      let link = linked.platform.folders.bundle.appendingPathComponent("model/sub/link").path
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
      await linked.run()
      try expectError("MODEL_INVALID", linked, message: why)
    }
  }

  @Test("says that an image is missing or damaged")
  func missesData() async throws {
    let missing = try TestApp()
    try FileManager.default.removeItem(at: try missing.images[0])
    await missing.run()
    try expectError("DATA_MISSING", missing, message: "is not there")
    let damaged = try TestApp()
    try Data("other".utf8).write(to: try damaged.images[0])
    await damaged.run()
    try expectError("DATA_MISSING", damaged, message: "arrived damaged")
  }

  @Test("keeps the answer in which its time ran out, then says so")
  func missesDeadline() async throws {
    let app = try TestApp()
    let platform = app.platform
    await app.run(TestEngine(answering: { place, _ in if place == 1 { platform.advance(ms: 60_000) } }))
    try expectError("DEADLINE", app, iterations: 2, message: "2 iterations were done after 60000 ms.")
  }

  @Test("has a whole file where its time runs out in the last answer")
  func ignoresDeadlineAtTheEnd() async throws {
    let app = try TestApp()
    let platform = app.platform
    await app.run(TestEngine(answering: { place, _ in if place == 2 { platform.advance(ms: 60_000) } }))
    #expect(try app.verdict() == "complete")
  }

  /// A model whose load goes wrong, or takes long.
  private struct Loading: BenchEngine {
    let loading: @Sendable () throws -> Void
    func load(_ modelName: String) async throws { try loading() }
    func unload() async {}
    func answer(_ question: BenchQuestion, recorder: BenchRecorder) async throws -> BenchAnswer {
      try await TestEngine().answer(question, recorder: recorder)
    }
  }

  @Test("says that its model does not load, or that its time ran out meanwhile")
  func failsToLoad() async throws {
    let broken = try TestApp()
    await broken.run(Loading { throw BenchError(.modelInvalid, "weights of another model") })
    try expectError("MODEL_INVALID", broken, message: "weights of another model")
    #expect(try broken.events("load").isEmpty)
    let slow = try TestApp()
    let platform = slow.platform
    await slow.run(Loading { platform.advance(ms: 60_000) })
    try expectError("DEADLINE", slow, message: "0 iterations")
    #expect(try slow.events("load").count == 1)
  }

  @Test("says that it lost the foreground before it says what came of it")
  func losesForeground() async throws {
    let app = try TestApp()
    let platform = app.platform
    await app.run(
      TestEngine(answering: { place, _ in
        guard place == 1 else { return }
        platform.tell(.state("background"))
        throw BenchError(.internal, "no graphics processor in the background")
      })
    )
    try expectError("INTERNAL", app, iterations: 1, message: "no graphics processor")
    #expect(try app.lines().suffix(2).map { $0["event"] as? String } == ["state", "error"])
  }

  @Test("passes the reason of its engine on, with what it had answered before")
  func passesErrorsOn() async throws {
    let full = try TestApp()
    await full.run(TestEngine(answering: { place, _ in if place == 2 { throw BenchError(.outOfMemory, "no more") } }))
    try expectError("OUT_OF_MEMORY", full, iterations: 2, message: "no more")
    struct Other: Error {}
    let other = try TestApp()
    await other.run(TestEngine(answering: { place, _ in if place == 1 { throw Other() } }))
    try expectError("INTERNAL", other, iterations: 1, message: "Other")
  }

  @Test("does not report tokens that the plan or the protocol has no room for")
  func refusesTokens() async throws {
    let wordy = try TestApp()
    await wordy.run(TestEngine(tokens: { _ in Array(0..<17) }))
    try expectError("INTERNAL", wordy, message: "17 tokens; the plan allows 16")
    let large = try TestApp()
    await large.run(TestEngine(tokens: { _ in [1 << 31] }))
    try expectError("MODEL_INVALID", large, message: "31 bits")
  }

  @Test("does not say that its length ended an answer that has room left")
  func refusesLength() async throws {
    struct Cut: BenchEngine {
      func load(_ modelName: String) async throws {}
      func unload() async {}
      func answer(_ question: BenchQuestion, recorder: BenchRecorder) async throws -> BenchAnswer {
        recorder.begin(.prefill)
        recorder.token(1)
        return BenchAnswer(text: "a", finishReason: .length)
      }
    }
    let app = try TestApp()
    await app.run(Cut())
    try expectError("INTERNAL", app, message: "length ended an answer of 1 tokens; the plan allows 16")
  }

  @Test(
    "names the mistake in how its stages are marked",
    arguments: [
      ([BenchStage.prefill, .preprocess], "preprocess came after prefill"),
      ([BenchStage.preprocess, .preprocess], "preprocess came after preprocess"),
      ([BenchStage.preprocess, .visionEncode], "a token came before the stage prefill"),
      ([BenchStage](), "a token came before the stage prefill"),
    ]
  )
  func namesMistakes(_ stages: [BenchStage], _ message: String) async throws {
    struct Careless: BenchEngine {
      let stages: [BenchStage]
      func load(_ modelName: String) async throws {}
      func unload() async {}
      func answer(_ question: BenchQuestion, recorder: BenchRecorder) async throws -> BenchAnswer {
        for stage in stages { recorder.begin(stage) }
        recorder.token(1)
        return BenchAnswer(text: "")
      }
    }
    let app = try TestApp()
    await app.run(Careless(stages: stages))
    try expectError("INTERNAL", app, message: message)
  }

  /// A file on a disk that is full once it holds so many bytes, and has some room more when the spare is given back.
  private final class FullDisk: EventSink {
    private(set) var bytes: [UInt8] = []
    private var room: Int

    init(room: Int) { self.room = room }

    func append(_ more: [UInt8]) throws {
      let fitting = min(more.count, room - bytes.count)
      bytes += more.prefix(fitting)
      if fitting < more.count { throw SystemError(call: "write", number: ENOSPC) }
    }

    func truncate(to count: Int) { bytes.removeLast(bytes.count - count) }

    func freeSpare() { room += 1000 }
  }

  @Test("says that the disk is full, after whole lines only", arguments: [1700, 2000, 2400])
  func fillsDisk(_ room: Int) async throws {
    let app = try TestApp(change: ["sustainForMs": 50_000])
    let disk = FullDisk(room: room)
    let outcome = await BenchAgent(engine: TestEngine(), platform: app.platform).run(
      app.sent,
      log: EventLog(sink: disk)
    )
    guard case .gaveUp("STORAGE_FULL", _) = outcome else { throw EventsFault("INTERNAL", "\(outcome)") }
    try app.write(Data(disk.bytes), to: "Documents/bench/\(TestApp.nonce)/events.ndjson")
    #expect(try app.verdict() == "AGENT_STORAGE_FULL")
    #expect(try app.events("hello").count == 1)
  }

  #if os(Linux)
    @Test("knows a full disk by what the system says")
    func knowsFullDisk() async throws {
      let app = try TestApp()
      let file = app.sent.folder.appendingPathComponent("events.ndjson").path
      try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "/dev/full")
      guard case .gaveUp("STORAGE_FULL", _) = await app.run() else { throw EventsFault("INTERNAL", "it has room") }
    }
  #endif

  @Test("touches nothing where the events cannot be begun")
  func cannotBegin() async throws {
    let app = try TestApp()
    try FileManager.default.createDirectory(
      at: app.sent.folder.appendingPathComponent("events.ndjson"),
      withIntermediateDirectories: true
    )
    guard case .unwritable = await app.run() else { throw EventsFault("INTERNAL", "it ran") }
  }
}
