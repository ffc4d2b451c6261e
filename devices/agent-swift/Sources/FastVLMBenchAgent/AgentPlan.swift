import Foundation

/// What one launch of the app is to do, as `plan.json` says it.
package struct AgentPlan: Sendable {
  package struct Iteration: Sendable {
    package let questionId: Int
    /// File name in the folder `data`.
    package let image: String
    package let question: String
  }

  package static let version = 1

  package let nonce: String
  package let deadlineMs: Int
  package let model: String
  package let work: BenchWork
  package let promptTemplate: String
  /// Folder of the images, below Documents.
  package let data: String
  package let warmupIterations: Int
  package let iterations: [Iteration]
  package let cycles: Int
  package let sustainForMs: Int?
  package let footprintIntervalMs: Int?
  package let recordsTokenTimes: Bool
  package let recordsAnswers: Bool
  package let recordsChecksums: Bool

  /// The only way in for a plan. Throws PLAN_INVALID for anything that no agent in Swift can do exactly as asked.
  package init(parsing data: Data) throws {
    guard let json = try? JSON.parse(data) else { throw refusal("The plan is not JSON.") }
    let plan = try JSONFields(json, "plan", fail: refusal)
    let version = try plan.whole("protocol")
    // First, because the fields of another version may mean anything.
    guard version == Self.version else {
      let outdated = version > Self.version ? "the agent in the app" : "fastvlm-bench"
      throw refusal("plan.protocol is \(version); this app speaks \(Self.version). Update \(outdated).")
    }
    let decoding = try plan.object("decoding")
    let record = try plan.object("record")
    nonce = try plan.text("nonce")
    guard isNonce(nonce) else { throw refusal("plan: nonce must match ^[\\w-]{1,128}$.") }
    deadlineMs = try plan.whole("deadlineMs", 1)
    model = try plan.text("model")
    work = BenchWork(
      imageSizePx: try plan.wholeOrNil("imageSizePx", 1),
      maxOutputTokens: try decoding.whole("maxOutputTokens", 1),
      stopAtEndOfSequence: try decoding.flag("stopAtEndOfSequence")
    )
    promptTemplate = try plan.text("promptTemplate")
    self.data = try plan.text("data")
    warmupIterations = try plan.whole("warmupIterations")
    iterations = try plan.objects("iterations").map {
      let image = try $0.text("image")
      guard isFileName(image) else { throw refusal("plan: image must match ^[\\w-][\\w.-]*$.") }
      return Iteration(questionId: try $0.whole("questionId"), image: image, question: try $0.text("question"))
    }
    cycles = try plan.whole("cycles", 1)
    sustainForMs = try plan.wholeOrNil("sustainForMs", 1)
    footprintIntervalMs = try record.wholeOrNil("footprintIntervalMs", 1)
    recordsTokenTimes = try record.flag("tokenTimestamps")
    recordsAnswers = try record.flag("answers")
    recordsChecksums = record.has("checksums") ? try record.flag("checksums") : false
    let timesOperators = record.has("operatorTimes") ? try record.flag("operatorTimes") : false
    try refuseContradictions(timesOperators: timesOperators)
  }

  private func refuseContradictions(timesOperators: Bool) throws {
    if iterations.isEmpty { throw refusal("plan.iterations is empty.") }
    if !promptTemplate.contains("{question}") { throw refusal("plan.promptTemplate has no {question}.") }
    if !BenchPlan.isBelow(data) { throw refusal("plan.data leaves the Documents folder: \(data).") }
    if let sustainForMs {
      let (total, isTooLong) = sustainForMs.multipliedReportingOverflow(by: cycles)
      if isTooLong || total >= deadlineMs {
        throw refusal("plan.sustainForMs, \(sustainForMs) in each cycle, does not end before plan.deadlineMs.")
      }
    }
    if timesOperators, cycles != 1 {
      throw refusal("plan.cycles is \(cycles); with plan.record.operatorTimes it must be 1.")
    }
    if timesOperators { throw refusal("This agent cannot count what operators take (plan.record.operatorTimes).") }
  }
}

@Sendable private func refusal(_ message: String) -> BenchError {
  BenchError(.planInvalid, message)
}

private func isNonce(_ text: String) -> Bool {
  (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") }
}

/// A file name, never a path.
private func isFileName(_ text: String) -> Bool {
  guard let first = text.utf8.first, first != UInt8(ascii: ".") else { return false }
  return text.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
}

private func isWord(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"): true
  default: false
  }
}
