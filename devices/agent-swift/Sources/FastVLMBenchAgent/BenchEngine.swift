import Foundation

/// What an app supplies: its model, behind three functions.
///
/// All of them are called one after another, never on the main thread. Greedy decoding is a duty: the same question has to give
/// the same tokens in every launch.
public protocol BenchEngine: Sendable {
  /// Names by which a plan may ask for a model. A plan that asks for `default` takes whatever the build holds.
  var modelNames: [String] { get }

  /// Why this app cannot do exactly what a plan asks for; nil where it can. Without an implementation of its own, an app refuses
  /// plans that choose the size of images.
  func refusal(of work: BenchWork) -> String?

  /// Loads the model. Its time is a metric: do nothing else here, and return when the model can answer.
  func load(_ modelName: String) async throws

  /// Lets go of everything that ``load(_:)`` took. What stays behind is reported as memory that was not freed.
  func unload() async

  /// What the system plans to run each graph of the loaded model on, as Core ML's `MLComputePlan` tells it; nothing where the app
  /// does not know. It is asked after each load and is no part of its time.
  func computeUnits() async -> [BenchComputeUnits]

  /// Answers one question. Throw ``BenchError`` with `imageUnreadable` where the image cannot be decoded.
  func answer(_ question: BenchQuestion, recorder: BenchRecorder) async throws -> BenchAnswer
}

extension BenchEngine {
  public var modelNames: [String] { [] }

  public func refusal(of work: BenchWork) -> String? {
    work.imageSizePx == nil ? nil : "This app cannot change the size of the images that its model sees."
  }

  public func computeUnits() async -> [BenchComputeUnits] { [] }
}

/// On what the system plans to run one graph of a model: shares from 0 to 1, together at most 1.
public struct BenchComputeUnits: Sendable, Equatable {
  /// What the shares are of.
  public enum Measure: String, Sendable {
    /// The cost that the system estimates, such as `MLComputePlan.Cost.weight`.
    case cost
    /// The number of operations.
    case operations
  }

  /// Path of the graph below the folder of models, such as `vision.mlmodelc`.
  public let graph: String
  public let measure: Measure
  public let cpu: Double
  public let gpu: Double
  public let neuralEngine: Double

  public init(graph: String, of measure: Measure, cpu: Double, gpu: Double, neuralEngine: Double) {
    self.graph = graph
    self.measure = measure
    self.cpu = cpu
    self.gpu = gpu
    self.neuralEngine = neuralEngine
  }
}

/// What a plan asks of every question.
public struct BenchWork: Sendable, Equatable {
  /// Side of the square image that the model should see; nil leaves it to the build.
  public let imageSizePx: Int?
  public let maxOutputTokens: Int
  /// Whether the token that ends the sequence ends the answer.
  public let stopAtEndOfSequence: Bool
}

/// One question about one image.
public struct BenchQuestion: Sendable {
  public let id: Int
  /// The prompt, with the template of the plan around the question.
  public let text: String
  /// The file as the harness sent it: JPEG or PNG. It was read before the first question.
  public let image: Data
  public let work: BenchWork
}

/// What the model said. Its tokens are those that the recorder was given.
public struct BenchAnswer: Sendable {
  /// What ended an answer.
  public enum FinishReason: String, Sendable {
    case length
    case endOfSequence
  }

  public let text: String
  public let finishReason: FinishReason?

  /// - Parameter finishReason: `length` belongs to answers of as many tokens as were allowed only. Where it is nil, an answer of as many tokens as were allowed was ended by its length.
  public init(text: String, finishReason: FinishReason? = nil) {
    self.text = text
    self.finishReason = finishReason
  }
}
