import Foundation

/// The app's half of the bench-agent protocol.
///
/// ```swift
/// if let plan = BenchPlan.current() {
///   await BenchAgent(engine: MyEngine()).run(plan)
/// }
/// ```
///
/// Ask for the plan where the app would build its user interface, and show a still, black view instead of it while the agent runs:
/// what the screen shows costs energy, and a label that is updated for every token costs time.
public struct BenchAgent: Sendable {
  /// How a launch ended. The harness reads it from the events; an app need not look at it.
  public enum Outcome: Sendable, Equatable {
    /// The plan was worked off.
    case done
    /// The last event is this error.
    case gaveUp(code: String, message: String)
    /// The events file could not even be begun.
    case unwritable(message: String)
  }

  static let name = "FastVLMBenchAgent"
  static let version = "0.1.0"

  private let engine: any BenchEngine
  private let platform: any BenchPlatform

  public init(engine: any BenchEngine) {
    self.init(engine: engine, platform: currentPlatform())
  }

  package init(engine: any BenchEngine, platform: any BenchPlatform) {
    self.engine = engine
    self.platform = platform
  }

  /// Works the plan off and writes its events beside it. Whatever goes wrong becomes the last event.
  ///
  /// The work runs on no actor, so that a model is never loaded on the main thread. When it returns, leave the app as it is: the
  /// harness ends it.
  @discardableResult
  public func run(_ plan: BenchPlan) async -> Outcome {
    let log: EventLog
    do {
      try FileManager.default.createDirectory(at: plan.folder, withIntermediateDirectories: true)
      log = EventLog(sink: try EventFile(folder: plan.folder))
    } catch {
      let message = "The events file cannot be begun: \(error)"
      FileHandle.standardError.write(Data("\(message)\n".utf8))
      return .unwritable(message: message)
    }
    return await run(plan, log: log)
  }

  package func run(_ plan: BenchPlan, log: EventLog) async -> Outcome {
    do {
      guard let data = try? Data(contentsOf: plan.file) else {
        throw BenchError(.planInvalid, "The plan cannot be read.")
      }
      let parsed = try AgentPlan(parsing: data)
      let launch = LaunchRun(plan: parsed, documents: plan.documents, engine: engine, platform: platform, log: log)
      try await launch.run()
      return .done
    } catch {
      let reason = error as? BenchError ?? BenchError(.internal, String(describing: error))
      log.giveUp(reason)
      return .gaveUp(code: reason.code.rawValue, message: reason.message)
    }
  }
}
