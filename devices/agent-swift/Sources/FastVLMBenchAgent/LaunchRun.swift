import Foundation

/// One launch of the app, from `hello` to `done`. Throws where the app has to give up.
struct LaunchRun {
  /// The name by which a plan asks for whatever model the build holds.
  private static let anyModel = "default"

  private let plan: AgentPlan
  private let documents: URL
  private let engine: any BenchEngine
  private let platform: any BenchPlatform
  private let log: EventLog
  private var images: [String: Data] = [:]
  /// Hashes of the answers whose tokens were reported.
  private var reported: Set<String> = []
  private let thermal: ThermalLog
  private let afterPrefill: @Sendable (Int) -> Void
  private var index = 0
  private var answered = 0
  private var loads = 0

  init(plan: AgentPlan, documents: URL, engine: any BenchEngine, platform: any BenchPlatform, log: EventLog) {
    self.plan = plan
    self.documents = documents
    self.engine = engine
    self.platform = platform
    self.log = log
    thermal = ThermalLog(platform.conditions().thermal, log)
    let peak = plan.footprintIntervalMs == nil ? nil : PrefillPeak(platform: platform, log: log)
    afterPrefill = { atNs in peak?.note(atNs: atNs) }
  }

  func run() async throws {
    var launch = self
    let (platform, log, thermal) = (platform, log, thermal)
    // It is the first line, and hashing models takes seconds in which the app becomes active.
    try await launch.sayHello()
    let stopWatching = await platform.watch { change in
      let atNs = platform.nowNs()
      switch change {
      case .thermal(let state): thermal.note(state, atNs: atNs)
      case .lowPowerMode(let isOn):
        log.append("lowPowerMode", [(name: "atNs", value: .whole(atNs)), (name: "isOn", value: .flag(isOn))])
      case .state(let state):
        log.append("state", [(name: "atNs", value: .whole(atNs)), (name: "state", value: .text(state))])
        // An app in the background may not compute on the graphics processor and is ended for it. What is written now is all that
        // tells such an end from a crash, and the launch is spoilt anyway.
        if state != "active" { try? log.flush() }
      }
    }
    defer { stopWatching() }
    try await launch.work()
  }

  private mutating func work() async throws {
    if plan.model != Self.anyModel, !engine.modelNames.contains(plan.model) {
      let held = engine.modelNames.isEmpty ? "a model without a name" : engine.modelNames.joined(separator: ", ")
      throw BenchError(.modelNotFound, "This build holds \(held), not \(plan.model).")
    }
    if let refusal = engine.refusal(of: plan.work) { throw BenchError(.planInvalid, refusal) }
    try readImages()
    await platform.settle()
    let sampler = plan.footprintIntervalMs.map { FootprintSampler(everyMs: $0, platform: platform, log: log) }
    do {
      for cycle in 0..<plan.cycles { try await runCycle(cycle) }
    } catch {
      sampler?.stop()
      throw error
    }
    sampler?.stop()
    try finish()
  }

  private func finish() throws {
    var totals: [(name: String, value: JSON)] = [
      (name: "peakFootprintBytes", value: .whole(platform.peakFootprintBytes())),
      (name: "cpuTimeMs", value: .number(platform.cpuTimeMs())),
    ]
    if let waitedMs = platform.waitedMs() { totals.append((name: "waitedMs", value: .number(waitedMs))) }
    try log.finish(totals + platform.counters())
  }

  private func sayHello() async throws {
    let fields = try HelloFields(platform: platform, nonce: plan.nonce).fields
    log.append("hello", fields + conditionFields(platform.conditions()) + (await platform.remarks()))
    try log.flush()
  }

  /// All images are in memory before the first question, so that no question waits for the disk.
  private mutating func readImages() throws {
    for iteration in plan.iterations where images[iteration.image] == nil {
      let file = documents.appendingPathComponent(plan.data).appendingPathComponent(iteration.image)
      images[iteration.image] = try readImage(file, iteration.image)
    }
  }

  private mutating func runCycle(_ cycle: Int) async throws {
    try await load()
    for position in 0..<(cycle == 0 ? plan.warmupIterations : 0) {
      try await ask(planned(position), phase: "warmup", cycle: cycle)
    }
    let timer = plan.sustainForMs.map { SustainTimer(forMs: $0, platform: platform) }
    let answeredBefore = answered
    var asked = 0
    repeat {
      try await ask(planned(asked), phase: "measured", cycle: cycle)
      asked += 1
      if timer?.isOver == true { break }
      // A round without any answer is followed by no other: none of the images can be read.
    } while asked < plan.iterations.count || (timer != nil && answered > answeredBefore)
    if plan.cycles > 1 { try await unload() }
  }

  private func planned(_ position: Int) -> AgentPlan.Iteration {
    plan.iterations[position % plan.iterations.count]
  }

  private mutating func load() async throws {
    _ = platform.conditions()
    let startNs = platform.nowNs()
    try await engine.load(plan.model)
    let endNs = platform.nowNs()
    let bytes = platform.footprintBytes()
    var fields: [(name: String, value: JSON)] = [
      (name: "startNs", value: .whole(startNs)),
      (name: "endNs", value: .whole(endNs)),
      (name: "cache", value: .text(loads == 0 ? "cold" : "warm")),
      (name: "footprintBytes", value: .whole(bytes)),
    ]
    let units = await engine.computeUnits()
    if !units.isEmpty { fields.append((name: "computeUnits", value: .list(units.map(\.value)))) }
    log.append("load", fields)
    appendFootprint(bytes, mark: "afterLoad")
    loads += 1
    try log.flush()
  }

  private func unload() async throws {
    let startNs = platform.nowNs()
    await engine.unload()
    let endNs = platform.nowNs()
    let bytes = platform.footprintBytes()
    log.append(
      "unload",
      [
        (name: "startNs", value: .whole(startNs)),
        (name: "endNs", value: .whole(endNs)),
        (name: "footprintBytes", value: .whole(bytes)),
      ]
    )
    appendFootprint(bytes, mark: "afterUnload")
    try log.flush()
  }

  private func appendFootprint(_ bytes: Int, mark: String) {
    log.append(
      "footprint",
      [
        (name: "atNs", value: .whole(platform.nowNs())),
        (name: "bytes", value: .whole(bytes)),
        (name: "mark", value: .text(mark)),
      ]
    )
  }

  private mutating func ask(_ planned: AgentPlan.Iteration, phase: String, cycle: Int) async throws {
    let atNs = platform.nowNs()
    if atNs > plan.deadlineMs * 1_000_000 {
      throw BenchError(.deadline, "\(index) iterations were done after \(plan.deadlineMs) ms.")
    }
    let state = platform.conditions().thermal
    if let state { thermal.note(state, atNs: atNs) }
    let place: [(name: String, value: JSON)] = [
      (name: "index", value: .whole(index)),
      (name: "phase", value: .text(phase)),
      (name: "cycle", value: .whole(cycle)),
      (name: "questionId", value: .whole(planned.questionId)),
    ]
    index += 1
    // A crash leaves this line as the last one: it says which question was being answered.
    log.append("started", place + [(name: "atNs", value: .whole(atNs))])
    try log.flush()
    let recorder = BenchRecorder(
      wantsChecksums: plan.recordsChecksums,
      now: platform.nowNs,
      afterPrefill: afterPrefill
    )
    do {
      let answer = try await engine.answer(question(planned), recorder: recorder)
      let fields = try answerFields(recorder.finish(answer, work: plan.work))
      log.append("iteration", place + fields + (state.map { [(name: "thermal", value: .text($0.rawValue))] } ?? []))
      answered += 1
    } catch let error as BenchError where error.code == .imageUnreadable {
      log.append("skipped", place + [(name: "reason", value: .text(error.message))])
    }
    try log.flush()
  }

  private func question(_ planned: AgentPlan.Iteration) -> BenchQuestion {
    BenchQuestion(
      id: planned.questionId,
      text: plan.promptTemplate.replacingOccurrences(of: "{question}", with: planned.question),
      image: images[planned.image] ?? Data(),
      work: plan.work
    )
  }

  private mutating func answerFields(_ answer: RecordedAnswer) throws -> [(name: String, value: JSON)] {
    let hash = try answer.tokenIdsSha256()
    var fields: [(name: String, value: JSON)] = [
      (name: "spans", value: .list(spanValues(answer))),
      (name: "tokenNs", value: .list(plan.recordsTokenTimes ? answer.tokenNs.map { .whole($0) } : [])),
      (name: "tokenIds", value: .text(hash)),
    ]
    // What is answered again and again is reported once.
    if reported.insert(hash).inserted {
      fields.append((name: "tokens", value: .list(answer.tokenIds.map { .whole($0) })))
    }
    fields += [
      (name: "tokenCount", value: .whole(answer.tokenIds.count)),
      (name: "answer", value: .text(plan.recordsAnswers ? answer.text : "")),
      (name: "finishReason", value: .text(answer.finishReason.rawValue)),
    ]
    if !answer.checksums.isEmpty {
      let parts = BenchChecksum.allCases.compactMap { part in
        answer.checksums[part].map { (name: part.rawValue, value: JSON.text($0)) }
      }
      fields.append((name: "checksums", value: .object(parts)))
    }
    return fields
  }
}

/// Images are named by their hash: one that arrived damaged is noticed before it changes an answer.
private func readImage(_ file: URL, _ name: String) throws -> Data {
  guard let data = try? Data(contentsOf: file) else {
    throw BenchError(.dataMissing, "The image \(name) is not there.")
  }
  let stem = name.prefix { $0 != "." }
  let isHash =
    stem.utf8.count == 64 && stem.utf8.count < name.utf8.count && stem.allSatisfy { "0123456789abcdef".contains($0) }
  if isHash, SHA256Digest.of(data) != stem {
    throw BenchError(.dataMissing, "The image \(name) is not what its name says: it arrived damaged.")
  }
  return data
}

/// Writes a thermal state once, whoever notices it first.
private final class ThermalLog: @unchecked Sendable {
  private let lock = NSLock()
  private let log: EventLog
  private var state: ThermalState?

  init(_ state: ThermalState?, _ log: EventLog) {
    self.state = state
    self.log = log
  }

  func note(_ state: ThermalState, atNs: Int) {
    lock.withLock {
      guard state != self.state else { return }
      self.state = state
      log.append("thermal", [(name: "atNs", value: .whole(atNs)), (name: "state", value: .text(state.rawValue))])
    }
  }
}

/// Over once so much time has passed by the app's clock and by that of the wall. They differ only where an app stands for a phone.
private struct SustainTimer {
  private let platform: any BenchPlatform
  private let untilNs: Int
  private let until: ContinuousClock.Instant

  init(forMs durationMs: Int, platform: any BenchPlatform) {
    self.platform = platform
    untilNs = platform.nowNs() + durationMs * 1_000_000
    until = .now + .milliseconds(durationMs)
  }

  var isOver: Bool { platform.nowNs() >= untilNs && ContinuousClock.now >= until }
}
