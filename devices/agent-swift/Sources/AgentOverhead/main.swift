// What the agent itself costs: a launch of an app whose model does nothing. Prints a table, and ends with exit code 1 where a stage has
// more than a hundredth of 50 ms from the agent. By the clock of the wall, on this machine: nothing here says what an iPhone takes.
import Foundation

#if os(Linux)
  import FastVLMBenchAgent
  import Glibc

  let (answers, tokens) = (2000, 16)
  /// A hundredth of a stage of 50 ms.
  let mostNs = 500_000.0

  let app = try EmptyApp(answers: answers, tokens: tokens)
  let engine = EmptyEngine(answers: answers, tokens: tokens)
  let outcome = await BenchAgent(engine: engine, platform: app.platform).run(app.plan)
  let file = try Data(contentsOf: app.events)
  try FileManager.default.removeItem(at: app.root)
  guard outcome == .done else {
    print("The launch ended in \(outcome).")
    exit(1)
  }

  let spans = try file.split(separator: UInt8(ascii: "\n")).compactMap { line in
    (try JSONSerialization.jsonObject(with: line) as? [String: Any])?["spans"] as? [[String: Any]]
  }
  let times = spans.map { $0.map { (start: $0["startNs"] as? Int ?? 0, end: $0["endNs"] as? Int ?? 0) } }
  let stage = times.map { Double($0[1].end - $0[1].start) }
  let gap = times.map { Double($0[1].start - $0[0].end) }
  let token = engine.answers.map { Double($0.endNs - $0.tokensStartNs) / Double(tokens) }
  let between = zip(engine.answers, engine.answers.dropFirst()).map { Double($1.startNs - $0.endNs) }
  let inside = engine.answers.map { Double($0.allocationsAfter - $0.allocationsBefore) }
  let all = zip(engine.answers, engine.answers.dropFirst()).map {
    Double($1.allocationsBefore - $0.allocationsBefore)
  }

  func quantile(_ values: [Double], _ share: Double) -> Double {
    values.sorted()[min(values.count - 1, Int(share * Double(values.count)))]
  }

  func row(_ what: String, _ values: [Double], _ unit: String, per divisor: Double = 1) {
    let numbers = [0.5, 0.99].map { String(format: "%.2f %@", quantile(values, $0) / divisor, unit) }
    print("| \(what) | \(numbers.joined(separator: " | ")) |")
  }

  print("\(answers) answers of \(tokens) tokens, three stages each, on Linux")
  print("| | median | 99th percentile |\n|---|---|---|")
  row("a stage that does nothing, as it is reported", stage, "µs", per: 1000)
  row("from the end of a stage to the start of the next", gap, "µs", per: 1000)
  row("a token", token, "µs", per: 1000)
  row("from the last token of an answer to the next question, writing included", between, "µs", per: 1000)
  row("allocations while a question is answered", inside, "times")
  row("allocations from question to question", all, "times")
  print("| bytes written for a question | \(file.count / answers) B | |")

  let agentNs = quantile(stage, 0.5) + quantile(gap, 0.5)
  print(String(format: "The agent has %.4f %% of a stage of 50 ms.", agentNs / 50_000_000 * 100))
  if agentNs > mostNs { exit(1) }
#else
  print("This benchmark counts allocations by the C library of Linux.")
#endif
