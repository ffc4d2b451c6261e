/// Why the app gives up; it becomes the `error` event, the last line of the events file.
public struct BenchError: Error, Sendable {
  /// The codes of the protocol that an app can have a reason to use.
  public enum Code: String, Sendable {
    /// The app cannot do exactly what the plan asks for.
    case planInvalid = "PLAN_INVALID"
    /// The build does not hold the model.
    case modelNotFound = "MODEL_NOT_FOUND"
    /// The model is there and cannot be used.
    case modelInvalid = "MODEL_INVALID"
    /// An image is not there, or is not the one that its name promises.
    case dataMissing = "DATA_MISSING"
    /// An image is there and cannot be read. Thrown by ``BenchEngine/answer(_:recorder:)`` it costs the question, not the launch.
    case imageUnreadable = "DATA_INVALID"
    /// The launch took longer than its plan allows.
    case deadline = "DEADLINE"
    /// There is not enough memory to continue.
    case outOfMemory = "OUT_OF_MEMORY"
    /// The phone has no room for the events.
    case storageFull = "STORAGE_FULL"
    /// Anything else.
    case `internal` = "INTERNAL"
  }

  public let code: Code
  /// For people: the harness shows it in the report of the launch.
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
