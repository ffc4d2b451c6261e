import Foundation

/// The plan of this launch. There is one only where the harness has started the app.
public struct BenchPlan: Sendable {
  /// Environment variable that carries the plan's path, relative to the app's Documents folder.
  public static let variable = "FASTVLM_BENCH_PLAN"

  /// The folder that all paths of the protocol are relative to.
  package let documents: URL
  /// The plan's own path below it.
  package let path: String

  /// The plan that the harness has sent; nil in ordinary starts, where nothing of the agent runs.
  ///
  /// A path that leaves the Documents folder is nil too: nothing outside is read, and nothing is written.
  public static func current() -> BenchPlan? {
    current(environment: ProcessInfo.processInfo.environment, documents: AppFolders.documents)
  }

  package static func current(environment: [String: String], documents: URL) -> BenchPlan? {
    guard let path = environment[variable], !path.isEmpty else { return nil }
    guard isBelow(path) else {
      let line = "\(variable) leaves the Documents folder and is ignored: \(path)\n"
      FileHandle.standardError.write(Data(line.utf8))
      return nil
    }
    return BenchPlan(documents: documents, path: path)
  }

  /// Whether a relative path stays below its folder.
  static func isBelow(_ path: String) -> Bool {
    !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
  }

  var file: URL { documents.appendingPathComponent(path) }

  /// Where the plan lies and its events go.
  var folder: URL { file.deletingLastPathComponent() }
}
