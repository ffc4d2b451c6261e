import Foundation
import Testing

@testable import FastVLMBenchAgent

/// Every implementation of the protocol runs them: devices/agent/vectors.
@Suite("The vectors of the protocol")
struct VectorTests {
  private struct PlanVector: Decodable {
    let what: String
    let plan: String
    let expected: String
    let needs: String?
  }

  private struct EventsVector: Decodable {
    let what: String
    let plan: JSON
    let lines: [String]?
    let base64: String?
    let expected: String
  }

  private func vectors<Vector: Decodable>(_ name: String, of: Vector.Type) throws -> [Vector] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = root.appendingPathComponent("../../../agent/vectors/\(name)").standardizedFileURL
    let list = try JSONDecoder().decode([Vector].self, from: Data(contentsOf: file))
    #expect(list.count > 20)
    return list
  }

  @Test("plans are accepted and refused as it says")
  func plans() throws {
    for vector in try vectors("plans.json", of: PlanVector.self) {
      // This agent counts no operators, and says so.
      let expected = vector.needs == "operatorTimes" ? "PLAN_INVALID" : vector.expected
      #expect(verdict(Data(vector.plan.utf8)) == expected, "\(vector.what)")
    }
  }

  private func verdict(_ plan: Data) -> String {
    do {
      _ = try AgentPlan(parsing: plan)
      return "accepted"
    } catch {
      return (error as? BenchError)?.code.rawValue ?? "\(error)"
    }
  }

  @Test("events files are read as the harness reads them")
  func events() throws {
    for vector in try vectors("events.json", of: EventsVector.self) {
      let file =
        vector.base64.flatMap { Data(base64Encoded: $0) } ?? Data((vector.lines ?? []).joined(separator: "\n").utf8)
      var reader = EventsReader(plan: try ReaderPlan(Data(vector.plan.line.utf8)))
      var found = "complete"
      do { try reader.read(file) } catch { found = (error as? EventsFault)?.code ?? "\(error)" }
      #expect(found == vector.expected, "\(vector.what)")
    }
  }
}
