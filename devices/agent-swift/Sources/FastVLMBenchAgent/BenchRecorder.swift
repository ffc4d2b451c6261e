import Foundation

/// The parts of an answer that an app marks. Decoding needs no mark: it reaches from the first token to the last one.
public enum BenchStage: String, Sendable, CaseIterable {
  /// From the file to what the vision encoder takes.
  case preprocess
  /// The vision encoder with its projector.
  case visionEncode
  /// From the prompt to the first token. Every answer has it; an app that cannot separate the vision encoder from it marks both as `prefill`.
  case prefill
}

/// Takes the stamps of one answer. Stages come in their order and each at most once.
///
/// A stage ends when its result exists. Frameworks that compute lazily have to be made to compute before a stage ends: with MLX,
/// call `eval` on its result.
///
/// Stamps are kept in memory. Nothing is written while an answer is computed.
public final class BenchRecorder: @unchecked Sendable {
  struct Span: Sendable, Equatable {
    let stage: BenchStage
    let startNs: Int
    var endNs: Int
  }

  private let lock = NSLock()
  private let now: @Sendable () -> Int
  private let afterPrefill: @Sendable (Int) -> Void
  private var spans: [Span] = []
  private var isOpen = false
  private var tokenNs: [Int] = []
  private var tokenIds: [Int] = []
  private var misuse: String?
  private var checksums: [BenchChecksum: @Sendable () -> [Float]] = [:]

  /// Whether the plan asks for checksums of what the stages make.
  public let wantsChecksums: Bool

  /// `afterPrefill` is called once, when the first token has ended `prefill`, with the time of that.
  init(
    wantsChecksums: Bool,
    now: @escaping @Sendable () -> Int,
    afterPrefill: @escaping @Sendable (Int) -> Void = { _ in }
  ) {
    self.wantsChecksums = wantsChecksums
    self.now = now
    self.afterPrefill = afterPrefill
    tokenNs.reserveCapacity(1024)
    tokenIds.reserveCapacity(1024)
  }

  /// Times a stage of work that is done when a closure returns. For asynchronous work use ``begin(_:)``.
  public func span<Result>(_ stage: BenchStage, _ work: () throws -> Result) rethrows -> Result {
    begin(stage)
    defer { end(stage) }
    return try work()
  }

  /// Starts a stage and ends the one before it. The first token ends `prefill`.
  public func begin(_ stage: BenchStage) {
    let atNs = now()
    lock.withLock {
      close(atNs)
      if let last = spans.last, order(of: last.stage) >= order(of: stage) {
        complain("the stage \(stage.rawValue) came after \(last.stage.rawValue)")
      }
      if !tokenNs.isEmpty { complain("the stage \(stage.rawValue) came after the first token") }
      spans.append(Span(stage: stage, startNs: atNs, endNs: atNs))
      isOpen = true
    }
  }

  /// Takes the next token of the answer, as soon as its id is known. The token that ends the sequence belongs to the answer only
  /// where it is the first one.
  public func token(_ id: Int) {
    let atNs = now()
    if lock.withLock({ take(id, atNs) }) { afterPrefill(atNs) }
  }

  /// Takes all tokens so far, for frameworks whose callback passes them all; those that are known already are skipped.
  public func tokens(_ soFar: [Int]) {
    let atNs = now()
    let endsPrefill = lock.withLock {
      soFar.dropFirst(tokenIds.count).reduce(false) { take($1, atNs) || $0 }
    }
    if endsPrefill { afterPrefill(atNs) }
  }

  /// How many tokens the answer has so far.
  public var tokenCount: Int { lock.withLock { tokenIds.count } }

  /// Keeps a way to get what a stage made. It is called after the answer, and only where the plan asks for checksums.
  public func checksum(_ part: BenchChecksum, of values: @escaping @Sendable () -> [Float]) {
    guard wantsChecksums else { return }
    lock.withLock { checksums[part] = values }
  }

  private func end(_ stage: BenchStage) {
    let atNs = now()
    lock.withLock {
      if spans.last?.stage == stage { close(atNs) }
    }
  }

  private func close(_ atNs: Int) {
    guard isOpen else { return }
    isOpen = false
    spans[spans.count - 1].endNs = atNs
  }

  /// Whether it is the first one, which ends prefill.
  private func take(_ id: Int, _ atNs: Int) -> Bool {
    guard let last = spans.last, last.stage == .prefill else {
      complain("a token came before the stage prefill")
      return false
    }
    let isFirst = tokenNs.isEmpty
    if isFirst {
      // Prefill ends with the first token, also where the app takes a moment to choose it.
      isOpen = false
      spans[spans.count - 1].endNs = atNs
    }
    tokenNs.append(atNs)
    tokenIds.append(id)
    return isFirst
  }

  private func complain(_ what: String) {
    misuse = misuse ?? what
  }

  private func order(of stage: BenchStage) -> Int {
    BenchStage.allCases.firstIndex(of: stage) ?? 0
  }

  /// What was recorded. Throws INTERNAL for stamps that no answer can have, for more tokens than the plan allows, and for fewer where
  /// the length is said to have ended the answer.
  func finish(_ answer: BenchAnswer, work: BenchWork) throws -> RecordedAnswer {
    let atNs = now()
    return try lock.withLock {
      close(atNs)
      if let misuse { throw BenchError(.internal, "The app marks its stages wrongly: \(misuse).") }
      guard spans.last?.stage == .prefill else {
        throw BenchError(.internal, "The app does not mark the stage prefill, which ends with the first token.")
      }
      guard tokenIds.count <= work.maxOutputTokens else {
        let message = "The model made \(tokenIds.count) tokens; the plan allows \(work.maxOutputTokens)."
        throw BenchError(.internal, message)
      }
      if answer.finishReason == .length, tokenIds.count < work.maxOutputTokens {
        let ended = "The app says that its length ended an answer of \(tokenIds.count) tokens"
        throw BenchError(.internal, "\(ended); the plan allows \(work.maxOutputTokens).")
      }
      return RecordedAnswer(
        spans: spans,
        tokenNs: tokenNs,
        tokenIds: tokenIds,
        text: answer.text,
        finishReason: answer.finishReason ?? (tokenIds.count == work.maxOutputTokens ? .length : .endOfSequence),
        checksums: checksums.mapValues { SHA256Digest.ofFloats($0()) }
      )
    }
  }
}

/// What a checksum is taken of.
public enum BenchChecksum: String, Sendable, CaseIterable {
  /// As the vision encoder takes them: three channels, by rows.
  case pixels
  /// What the vision encoder made, before the projector.
  case visionFeatures
  /// As the language model takes them, a token after the other.
  case projectedFeatures
}

/// An answer with its stamps.
struct RecordedAnswer {
  let spans: [BenchRecorder.Span]
  let tokenNs: [Int]
  let tokenIds: [Int]
  let text: String
  let finishReason: BenchAnswer.FinishReason
  let checksums: [BenchChecksum: String]

  /// sha256 over the token ids as little-endian 32-bit integers.
  func tokenIdsSha256() throws -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(tokenIds.count * 4)
    for id in tokenIds {
      guard let word = Int32(exactly: id), word >= 0 else {
        throw BenchError(.modelInvalid, "Token id \(id) does not fit into 31 bits.")
      }
      withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return SHA256Digest.of(bytes)
  }
}
