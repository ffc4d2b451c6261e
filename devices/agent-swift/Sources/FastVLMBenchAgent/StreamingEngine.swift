/// An engine for apps that answer through a callback that streams tokens.
///
/// The public FastVLM demo app is one: it calls `processor.prepare`, then `generate` with a callback for the tokens. Two hooks are
/// enough for such an app:
///
/// ```swift
/// let engine = StreamingEngine(load: { try await model.load() }, unload: { await model.unload() }) { question, hooks in
///   try await model.container.perform { context in
///     let input = try await context.processor.prepare(input: userInput(question))
///     hooks.prepared()
///     let result = try MLXLMCommon.generate(input: input, parameters: GenerateParameters(temperature: 0), context: context) {
///       hooks.tokens($0) ? .more : .stop
///     }
///     return result.output
///   }
/// }
/// ```
///
/// It gives pre-processing, the time to the first token and decoding. It cannot separate the vision encoder from prefill: both run
/// inside `generate`, and both count as `prefill`. The metric `visionEncode` then has no value. Pre-processing ends when
/// `prepare` returns; where that is lazy, call `eval` on its result before `prepared()`, or its work counts as prefill too.
public struct StreamingEngine: BenchEngine {
  public let modelNames: [String]
  private let loadModel: @Sendable () async throws -> Void
  private let unloadModel: @Sendable () async -> Void
  private let stream: @Sendable (BenchQuestion, StreamHooks) async throws -> String

  /// - Parameter answer: answers a question, calls the hooks on the way, and returns the text.
  public init(
    modelNames: [String] = [],
    load: @escaping @Sendable () async throws -> Void,
    unload: @escaping @Sendable () async -> Void,
    answer: @escaping @Sendable (BenchQuestion, StreamHooks) async throws -> String
  ) {
    self.modelNames = modelNames
    loadModel = load
    unloadModel = unload
    stream = answer
  }

  public func load(_ modelName: String) async throws { try await loadModel() }

  public func unload() async { await unloadModel() }

  public func answer(_ question: BenchQuestion, recorder: BenchRecorder) async throws -> BenchAnswer {
    recorder.begin(.preprocess)
    let hooks = StreamHooks(recorder: recorder, maxOutputTokens: question.work.maxOutputTokens)
    return BenchAnswer(text: try await stream(question, hooks))
  }
}

/// Where an app that streams says how far it is.
public struct StreamHooks: Sendable {
  let recorder: BenchRecorder
  let maxOutputTokens: Int

  /// The input is prepared; what follows is the model.
  public func prepared() { recorder.begin(.prefill) }

  /// The tokens so far. Returns whether the answer may go on.
  public func tokens(_ soFar: [Int]) -> Bool {
    recorder.tokens(soFar)
    return recorder.tokenCount < maxOutputTokens
  }

  /// One more token. Returns whether the answer may go on.
  public func token(_ id: Int) -> Bool {
    recorder.token(id)
    return recorder.tokenCount < maxOutputTokens
  }
}
