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
    let says: String?
  }

  private struct EventsVector: Decodable {
    let what: String
    let plan: JSON
    let lines: [String]?
    let base64: String?
    let expected: String
    let says: String?
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
      let found = verdict(Data(vector.plan.utf8))
      #expect(found.code == expected, "\(vector.what)")
      #expect(vector.says.map { found.message.contains($0) } ?? true, "\(vector.what): \(found.message)")
    }
  }

  private func verdict(_ plan: Data) -> (code: String, message: String) {
    do {
      _ = try AgentPlan(parsing: plan)
      return ("accepted", "")
    } catch {
      guard let error = error as? BenchError else { return ("\(error)", "") }
      return (error.code.rawValue, error.message)
    }
  }

  @Test("events files are read as the harness reads them")
  func events() throws {
    for vector in try vectors("events.json", of: EventsVector.self) {
      let file =
        vector.base64.flatMap { Data(base64Encoded: $0) } ?? Data((vector.lines ?? []).joined(separator: "\n").utf8)
      var reader = EventsReader(plan: try ReaderPlan(Data(vector.plan.line.utf8)))
      var found = EventsFault("complete", "")
      do { try reader.read(file) } catch { found = error as? EventsFault ?? EventsFault("\(error)", "") }
      #expect(found.code == vector.expected, "\(vector.what)")
      #expect(vector.says.map { found.message.contains($0) } ?? true, "\(vector.what): \(found.message)")
    }
  }
}
