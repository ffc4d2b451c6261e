import Foundation

@testable import FastVLMBenchAgent

/// Why an events file is not taken, in the codes of the protocol.
struct EventsFault: Error, CustomStringConvertible {
  let code: String
  let message: String

  var description: String { "\(code): \(message)" }

  init(_ code: String, _ message: String) {
    self.code = code
    self.message = message
  }
}

/// What the harness reads a plan as, with what this agent refuses.
struct ReaderPlan {
  let nonce: String
  let questionIds: [Int]
  let warmupIterations: Int
  let cycles: Int
  let isSustained: Bool
  let maxOutputTokens: Int
  let recordsTokenTimes: Bool
  let recordsAnswers: Bool

  init(_ data: Data) throws {
    let plan = try JSONFields(try JSON.parse(data), "plan") { BenchError(.planInvalid, $0) }
    let record = try plan.object("record")
    nonce = try plan.text("nonce")
    questionIds = try plan.objects("iterations").map { try $0.whole("questionId") }
    warmupIterations = try plan.whole("warmupIterations")
    cycles = try plan.whole("cycles")
    isSustained = plan.has("sustainForMs")
    maxOutputTokens = try plan.object("decoding").whole("maxOutputTokens")
    recordsTokenTimes = try record.flag("tokenTimestamps")
    recordsAnswers = try record.flag("answers")
  }
}

/// Reads an events file as the harness does. It is written a second time here, so that what the agent writes is judged by the rules
/// of the protocol and not by the code that wrote it; the vectors hold both readers to the same verdicts.
struct EventsReader {
  struct Asked {
    let index: Int
    let isWarmup: Bool
    let cycle: Int
    let questionId: Int
  }

  struct Answered {
    let index: Int
    let tokenIds: String
    let tokens: [Int]?
    let tokenCount: Int
    let answer: String
    let isCutOff: Bool
  }

  private static let stages = ["preprocess", "visionEncode", "prefill", "decode"]
  private static let finishReasons = ["length", "endOfSequence"]
  private static let appStates = ["active", "inactive", "background", "locked"]
  private static let thermalStates = ["nominal", "fair", "serious", "critical"]

  private let plan: ReaderPlan
  private var hasHello = false
  private(set) var asked: [Asked] = []
  private(set) var answered: [Answered] = []
  private(set) var loads = 0
  private(set) var unloads = 0
  private(set) var kinds: [String] = []
  private var workedUntilNs = 0

  init(plan: ReaderPlan) {
    self.plan = plan
  }

  /// Takes a whole file. Throws EventsFault.
  mutating func read(_ file: Data) throws {
    guard !file.isEmpty else { throw EventsFault("EVENTS_EMPTY", "no bytes") }
    var start = file.startIndex
    while start < file.endIndex {
      guard let end = file[start...].firstIndex(of: UInt8(ascii: "\n")) else {
        throw EventsFault("EVENTS_TORN", "the last line has no end")
      }
      if try takeLine(file[start..<end], before: file[file.startIndex..<start]) {
        guard end + 1 == file.endIndex else { throw EventsFault("EVENTS_ORDER", "something follows done") }
        return try finish()
      }
      start = end + 1
    }
    throw EventsFault("EVENTS_TORN", "no done")
  }

  /// True for the last line.
  private mutating func takeLine(_ line: Data, before: Data) throws -> Bool {
    guard String(data: line, encoding: .utf8) != nil else { throw EventsFault("EVENTS_ENCODING", "not UTF-8") }
    guard let json = try? JSON.parse(line), case .object = json else {
      throw EventsFault("EVENTS_MALFORMED", "no object")
    }
    do {
      return try take(try JSONFields(json, "line", fail: { BenchError(.internal, $0) }), before: before)
    } catch let error as BenchError {
      throw EventsFault("EVENTS_MALFORMED", error.message)
    }
  }

  private mutating func take(_ event: JSONFields, before: Data) throws -> Bool {
    let kind = try event.text("event")
    if kind == "error" {
      let code = try event.text("code")
      _ = try event.text("message")
      let isCode = code.range(of: "^[A-Z][A-Z0-9_]{0,39}$", options: .regularExpression) != nil
      throw EventsFault(isCode ? "AGENT_\(code)" : "AGENT_ERROR", "the app gave up")
    }
    if kind == "hello" { try checkHello(event) }
    guard kind == "hello" || hasHello || kind == "done" else { throw EventsFault("EVENTS_ORDER", "no hello") }
    kinds.append(kind)
    switch kind {
    case "hello":
      if hasHello { throw EventsFault("EVENTS_ORDER", "two hellos") }
      hasHello = true
    case "load":
      _ = try oneOf(event, "cache", ["cold", "warm", "unknown"])
      _ = try event.whole("footprintBytes")
      if event.has("computeUnits") { try event.objects("computeUnits").forEach(checkComputeUnits) }
      if loads > unloads { throw EventsFault("EVENTS_ORDER", "loaded twice") }
      try advance(event)
      loads += 1
    case "unload":
      _ = try event.whole("footprintBytes")
      if loads <= unloads { throw EventsFault("EVENTS_ORDER", "unloaded without a load") }
      try advance(event)
      unloads += 1
    case "started":
      _ = try event.whole("atNs")
      try checkStart(event)
    case "iteration": try iterate(event)
    case "skipped":
      _ = try event.text("reason")
      try ask(event)
    case "footprint": _ = (try event.whole("atNs"), try event.whole("bytes"))
    case "thermal": _ = (try event.whole("atNs"), try oneOf(event, "state", Self.thermalStates))
    case "state": _ = (try event.whole("atNs"), try oneOf(event, "state", Self.appStates))
    case "lowPowerMode": _ = (try event.whole("atNs"), try event.flag("isOn"))
    case "done":
      _ = try event.whole("peakFootprintBytes")
      for counter in ["instructions", "cycles", "cpuEnergyNanojoules"] where event.has(counter) {
        _ = try event.whole(counter)
      }
      guard try event.whole("events") == before.reduce(0, { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }) else {
        throw EventsFault("EVENTS_COUNT", "another number of lines")
      }
      guard try hash(event, "sha256") == SHA256Digest.of(before) else {
        throw EventsFault("EVENTS_HASH", "other bytes")
      }
      return true
    default: break
    }
    return false
  }

  private func checkHello(_ hello: JSONFields) throws {
    let version = try hello.whole("protocol")
    if version != AgentPlan.version {
      let outdated = version > AgentPlan.version ? "fastvlm-bench" : "the agent in the app"
      throw EventsFault("EVENTS_PROTOCOL", "The app speaks version \(version). Update \(outdated).")
    }
    let nonce = try hello.text("nonce")
    if nonce != plan.nonce { throw EventsFault("EVENTS_NONCE", nonce) }
    let names: [(String, [String])] = [("agent", ["name", "version"]), ("device", ["model", "osVersion", "osBuild"])]
    for (place, fields) in names {
      let object = try hello.object(place)
      for field in fields { _ = try object.text(field) }
    }
    let app = try hello.object("app")
    if hello.has("platform"), try oneOf(hello, "platform", ["ios", "host"]) == "host" {
      _ = (try app.text("version"), try hash(app, "contentSha256"))
    } else {
      for field in ["bundleId", "version", "build", "binaryUuid"] { _ = try app.text(field) }
    }
    for model in try hello.objects("models") {
      _ = (try model.text("name"), try hash(model, "sha256"), try model.whole("bytes"))
    }
    if hello.has("thermal") { _ = try oneOf(hello, "thermal", Self.thermalStates) }
    if hello.has("lowPowerMode") { _ = try hello.flag("lowPowerMode") }
    if hello.has("memoryLimitBytes") { _ = try hello.whole("memoryLimitBytes", 1) }
    if hello.has("charging") { _ = try hello.flag("charging") }
    if hello.has("display") {
      let display = try hello.object("display")
      _ = (try share(display, "brightness"), try display.wholeOrNil("maximumFramesPerSecond", 1))
    }
  }

  private func checkStart(_ event: JSONFields) throws {
    _ = (try oneOf(event, "phase", ["warmup", "measured"]), try event.whole("cycle"), try event.whole("questionId"))
    if try event.whole("index") != asked.count { throw EventsFault("EVENTS_ORDER", "another question starts") }
  }

  private func checkComputeUnits(_ units: JSONFields) throws {
    _ = (try units.text("graph"), try oneOf(units, "of", ["cost", "operations"]))
    let together = try share(units, "cpu") + share(units, "gpu") + share(units, "neuralEngine")
    if together > 1.001 { throw BenchError(.internal, "shares of more than a whole") }
  }

  private mutating func ask(_ event: JSONFields) throws {
    let isWarmup = try oneOf(event, "phase", ["warmup", "measured"]) == "warmup"
    let entry = Asked(
      index: try event.whole("index"),
      isWarmup: isWarmup,
      cycle: try event.whole("cycle"),
      questionId: try event.whole("questionId")
    )
    if loads <= unloads { throw EventsFault("EVENTS_ORDER", "no model") }
    if entry.index != asked.count { throw EventsFault("EVENTS_ORDER", "index \(entry.index)") }
    if entry.cycle != loads - 1 { throw EventsFault("EVENTS_ORDER", "cycle \(entry.cycle)") }
    if isWarmup, let last = asked.last, !last.isWarmup, last.cycle == entry.cycle {
      throw EventsFault("EVENTS_ORDER", "a warm-up after a measured iteration")
    }
    asked.append(entry)
  }

  private mutating func iterate(_ event: JSONFields) throws {
    let spans = try event.objects("spans").map {
      (stage: try oneOf($0, "stage", Self.stages), startNs: try $0.whole("startNs"), endNs: try $0.whole("endNs"))
    }
    let tokenNs = try event.wholes("tokenNs")
    let finishReason = event.has("finishReason") ? try oneOf(event, "finishReason", Self.finishReasons) : nil
    let answer = Answered(
      index: try event.whole("index"),
      tokenIds: try hash(event, "tokenIds"),
      tokens: event.has("tokens") ? try event.wholes("tokens") : nil,
      tokenCount: try event.whole("tokenCount"),
      answer: try event.text("answer"),
      isCutOff: finishReason == "length"
    )
    if event.has("thermal") { _ = try oneOf(event, "thermal", Self.thermalStates) }
    try ask(event)
    guard !spans.isEmpty else { throw EventsFault("EVENTS_MALFORMED", "no spans") }
    var lastStage = -1
    for span in spans {
      let stage = Self.stages.firstIndex(of: span.stage) ?? 0
      if stage <= lastStage { throw EventsFault("EVENTS_ORDER", "\(span.stage) out of order") }
      lastStage = stage
      try advance(from: span.startNs, to: span.endNs)
    }
    let isCounted = tokenNs.count == (plan.recordsTokenTimes ? answer.tokenCount : 0)
    if !isCounted || answer.tokenCount > plan.maxOutputTokens {
      throw EventsFault("EVENTS_PLAN", "\(tokenNs.count) times for \(answer.tokenCount) tokens")
    }
    var lastNs = spans.first { $0.stage == "prefill" }?.endNs ?? spans[0].startNs
    for atNs in tokenNs {
      if atNs < lastNs { throw EventsFault("EVENTS_CLOCK", "a token at \(atNs)") }
      lastNs = atNs
    }
    if lastNs > workedUntilNs { throw EventsFault("EVENTS_CLOCK", "a token after the end") }
    answered.append(answer)
  }

  private mutating func advance(_ event: JSONFields) throws {
    try advance(from: try event.whole("startNs"), to: try event.whole("endNs"))
  }

  private mutating func advance(from startNs: Int, to endNs: Int) throws {
    if endNs < startNs || startNs < workedUntilNs { throw EventsFault("EVENTS_CLOCK", "\(startNs) to \(endNs)") }
    workedUntilNs = endNs
  }

  private func finish() throws {
    guard hasHello else { throw EventsFault("EVENTS_ORDER", "no hello") }
    let warmups = asked.filter(\.isWarmup)
    guard loads == plan.cycles, plan.cycles == 1 || unloads == plan.cycles,
      warmups.count == plan.warmupIterations, warmups.allSatisfy({ $0.cycle == 0 })
    else { throw EventsFault("EVENTS_PLAN", "other cycles or warm-ups") }
    try checkQuestions(warmups)
    for cycle in 0..<plan.cycles {
      let measured = asked.filter { !$0.isWarmup && $0.cycle == cycle }
      let isEnough = plan.isSustained ? !measured.isEmpty : measured.count == plan.questionIds.count
      if !isEnough { throw EventsFault("EVENTS_PLAN", "\(measured.count) iterations") }
      try checkQuestions(measured)
    }
    try checkAnswers()
  }

  private func checkQuestions(_ list: [Asked]) throws {
    for (position, entry) in list.enumerated()
    where entry.questionId != plan.questionIds[position % plan.questionIds.count] {
      throw EventsFault("EVENTS_PLAN", "iteration \(entry.index) asks question \(entry.questionId)")
    }
  }

  private func checkAnswers() throws {
    let ofNothing = SHA256Digest.of([UInt8]())
    var firsts: [String: Answered] = [:]
    for entry in answered {
      let first = firsts[entry.tokenIds] ?? entry
      firsts[entry.tokenIds] = first
      let isHonest =
        (entry.tokenCount == 0) == (entry.tokenIds == ofNothing)
        && (!entry.isCutOff || entry.tokenCount == plan.maxOutputTokens)
        && (entry.tokens.map { $0.count == entry.tokenCount && hashOf($0) == entry.tokenIds } ?? true)
        && (entry.answer.isEmpty || entry.tokenIds != SHA256Digest.of(Array(entry.answer.utf8)))
        && first.answer == entry.answer && first.tokenCount == entry.tokenCount
      if !isHonest { throw EventsFault("EVENTS_ANSWERS", "iteration \(entry.index)") }
    }
    let spoken = answered.filter { $0.tokenCount > 0 }
    if plan.recordsAnswers, spoken.count > 1, spoken.allSatisfy(\.answer.isEmpty) {
      throw EventsFault("EVENTS_ANSWERS", "no texts")
    }
  }
}

private func hashOf(_ tokens: [Int]) -> String? {
  let words = tokens.compactMap { Int32(exactly: $0)?.littleEndian }
  guard words.count == tokens.count else { return nil }
  return SHA256Digest.of(words.flatMap { word in withUnsafeBytes(of: word) { Array($0) } })
}

private func oneOf(_ fields: JSONFields, _ name: String, _ choices: [String]) throws -> String {
  let value = try fields.text(name)
  guard choices.contains(value) else { throw BenchError(.internal, "\(name) must be one of \(choices)") }
  return value
}

private func share(_ fields: JSONFields, _ name: String) throws -> Double {
  let value = try fields.number(name)
  guard (0...1).contains(value) else { throw BenchError(.internal, "\(name) must be from 0 to 1") }
  return value
}

private func hash(_ fields: JSONFields, _ name: String) throws -> String {
  let value = try fields.text(name)
  guard value.utf8.count == 64, value.allSatisfy({ "0123456789abcdef".contains($0) }) else {
    throw BenchError(.internal, "\(name) must be 64 hexadecimal digits")
  }
  return value
}
