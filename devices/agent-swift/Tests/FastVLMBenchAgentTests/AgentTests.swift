import Foundation
import Testing

@testable import FastVLMBenchAgent

@Suite("An app that works off a plan")
struct AgentTests {
  @Test("answers it in full, in the order of the protocol")
  func answersInFull() async throws {
    let app = try TestApp()
    #expect(await app.run() == .done)
    #expect(try app.verdict() == "complete")
    #expect(
      try app.lines().map { $0["event"] as? String } == [
        "hello", "load", "footprint", "started", "iteration", "started", "iteration", "started", "iteration", "done",
      ]
    )
    let iteration = try #require(try app.events("iteration").last)
    #expect(iteration["answer"] as? String == "Say: What is $& in 8?")
    #expect(iteration["finishReason"] as? String == "endOfSequence")
    let spans = try #require(iteration["spans"] as? [[String: Any]])
    #expect(spans.map { $0["stage"] as? String } == ["preprocess", "visionEncode", "prefill", "decode"])
    let tokenNs = try #require(iteration["tokenNs"] as? [Int])
    #expect(spans[2]["endNs"] as? Int == tokenNs[0])
    #expect(spans[3]["startNs"] as? Int == tokenNs[0] && spans[3]["endNs"] as? Int == tokenNs[2])
  }

  @Test("says which build it is: every file of the model, the program and the versions")
  func saysHello() async throws {
    let app = try TestApp()
    await app.run()
    let hello = try #require(try app.lines().first)
    let identity = try #require(hello["app"] as? [String: String])
    #expect(
      identity == [
        "bundleId": "com.example", "version": "3", "build": "3", "binaryUuid": SHA256Digest.of(Array("program".utf8)),
      ]
    )
    let models = try #require(hello["models"] as? [[String: Any]])
    #expect(models.map { $0["name"] as? String } == ["sub/config.json", "weights.bin"])
    #expect(models.last?["sha256"] as? String == SHA256Digest.of(Array("weights".utf8)))
    #expect(hello["thermal"] as? String == "nominal" && hello["lowPowerMode"] as? Bool == false)
  }

  @Test("loads, answers and unloads in every cycle")
  func cycles() async throws {
    let app = try TestApp(change: ["cycles": 3])
    await app.run()
    #expect(try app.verdict() == "complete")
    #expect(try app.events("load").map { $0["cache"] as? String } == ["cold", "warm", "warm"])
    #expect(
      try app.events("footprint").map { $0["mark"] as? String }
        == Array(repeating: ["afterLoad", "afterUnload"], count: 3).flatMap { $0 }
    )
  }

  @Test("says with each load what the app knows of compute units")
  func computeUnits() async throws {
    let app = try TestApp()
    let units = BenchComputeUnits(graph: "vision.mlmodelc", of: .cost, cpu: 0.25, gpu: 0, neuralEngine: 0.75)
    await app.run(TestEngine(units: [units]))
    #expect(try app.verdict() == "complete")
    let reported = try #require(try app.events("load").first?["computeUnits"] as? [[String: Any]])
    #expect(reported.count == 1 && reported[0]["graph"] as? String == "vision.mlmodelc")
    #expect(reported[0]["of"] as? String == "cost")
    #expect(
      ["cpu", "gpu", "neuralEngine"].map { reported[0][$0] as? Double } == [0.25, 0, 0.75]
    )
  }

  @Test("goes round its questions for as long as a sustained plan says")
  func sustained() async throws {
    let app = try TestApp(change: ["sustainForMs": 20])
    let platform = app.platform
    await app.run(
      TestEngine(answering: { _, _ in
        platform.advance(ms: 4)
        Thread.sleep(forTimeInterval: 0.004)
      })
    )
    #expect(try app.verdict() == "complete")
    #expect(try app.events("iteration").count >= 6)
  }

  @Test("reports the tokens of an answer once, and no times or texts that nobody asked for")
  func reportsSparingly() async throws {
    let app = try TestApp(record: ["tokenTimestamps": false, "answers": false])
    await app.run()
    #expect(try app.verdict() == "complete")
    let iterations = try app.events("iteration")
    #expect(iterations.map { $0["tokens"] as? [Int] } == [[7, 11, 12], nil, [8, 11, 12]])
    #expect(
      iterations.allSatisfy {
        ($0["tokenNs"] as? [Int]) == [] && $0["answer"] as? String == "" && $0["checksums"] == nil
      }
    )
  }

  @Test("works checksums out where the plan asks for them")
  func checksums() async throws {
    let app = try TestApp(record: ["checksums": true])
    await app.run()
    let reported = try app.events("iteration").map { $0["checksums"] as? [String: String] }
    #expect(reported.map { $0?["pixels"] } == [7, 7, 8].map { SHA256Digest.ofFloats([1, 2, $0]) })
  }

  @Test("skips an image that it cannot read, and ends a sustained launch of nothing else after one round")
  func skips() async throws {
    let app = try TestApp(change: ["sustainForMs": 1000])
    await app.run(TestEngine(answering: { _, _ in throw BenchError(.imageUnreadable, "no pixels") }))
    #expect(try app.events("skipped").count == 3)
    #expect(try app.events("skipped").first?["reason"] as? String == "no pixels")
    #expect(try app.events("done").count == 1)
  }

  @Test("writes nothing while an answer is computed, samples of the footprint included")
  func writesNothingInSpans() async throws {
    let app = try TestApp(record: ["footprintIntervalMs": 1])
    let (platform, file) = (app.platform, app.sent.folder.appendingPathComponent("events.ndjson").path)
    await app.run(
      TestEngine(answering: { _, _ in
        let before = try FileStamp(file)
        for _ in 0..<20 {
          platform.advance(ms: 2)
          Thread.sleep(forTimeInterval: 0.001)
        }
        #expect(try FileStamp(file) == before)
      })
    )
    #expect(try app.verdict() == "complete")
    #expect(try app.events("footprint").filter { $0["mark"] == nil }.count >= 3)
  }

  @Test("marks the largest footprint at the end of a prefill where the plan samples the footprint")
  func marksPrefill() async throws {
    let app = try TestApp(record: ["footprintIntervalMs": 1000])
    let platform = app.platform
    await app.run(
      TestEngine(answering: { place, _ in platform.hold(bytes: [4_500_000, 4_200_000, 4_900_000][place]) })
    )
    #expect(try app.verdict() == "complete")
    let marked = try app.events("footprint").filter { $0["mark"] as? String == "peakPrefill" }
    #expect(marked.map { $0["bytes"] as? Int } == [4_500_000, 4_900_000])
    let spans = try app.events("iteration").map { $0["spans"] as? [[String: Any]] }
    let ends = spans.map { $0?.first { $0["stage"] as? String == "prefill" }?["endNs"] as? Int }
    #expect(marked.map { $0["atNs"] as? Int } == [ends[0], ends[2]])
  }

  @Test("has on disk which question is being answered, for the case that it crashes")
  func leavesEvidence() async throws {
    let app = try TestApp()
    let file = app.sent.folder.appendingPathComponent("events.ndjson")
    await app.run(
      TestEngine(answering: { place, question in
        let last = String(decoding: try Data(contentsOf: file), as: UTF8.self).split(separator: "\n").last ?? ""
        #expect(
          last.hasPrefix(#"{"event":"started","index":\#(place),"#) && last.contains(#""questionId":\#(question.id),"#)
        )
      })
    )
  }

  @Test("writes a thermal state once, whether it is notified or asks")
  func thermal() async throws {
    let app = try TestApp()
    let platform = app.platform
    await app.run(
      TestEngine(answering: { place, _ in
        guard place == 0 else { return }
        platform.warm(to: .fair)
        platform.tell(.thermal(.fair))
        platform.tell(.lowPowerMode(true))
      })
    )
    #expect(try app.verdict() == "complete")
    #expect(try app.events("thermal").map { $0["state"] as? String } == ["fair"])
    #expect(try app.events("iteration").map { $0["thermal"] as? String } == ["nominal", "fair", "fair"])
    #expect(try app.events("lowPowerMode").count == 1)
  }

  @Test("has on disk at once that it lost the foreground")
  func losesForeground() async throws {
    let app = try TestApp()
    let (platform, file) = (app.platform, app.sent.folder.appendingPathComponent("events.ndjson"))
    await app.run(
      TestEngine(answering: { place, _ in
        guard place == 1 else { return }
        platform.tell(.state("inactive"))
        let written = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(written.contains(#""state":"inactive""#))
      })
    )
    #expect(try app.verdict() == "complete")
  }

  @Test("follows an engine that streams: preprocess, prefill and decoding, and no more tokens than allowed")
  func streams() async throws {
    let app = try TestApp()
    await app.run(
      StreamingEngine(load: {}, unload: {}) { _, hooks in
        hooks.prepared()
        var soFar: [Int] = []
        repeat { soFar.append(soFar.count) } while hooks.tokens(soFar)
        return "words"
      }
    )
    #expect(try app.verdict() == "complete")
    let iteration = try #require(try app.events("iteration").first)
    #expect(
      (iteration["spans"] as? [[String: Any]])?.map { $0["stage"] as? String } == ["preprocess", "prefill", "decode"]
    )
    #expect(iteration["tokenCount"] as? Int == 16 && iteration["finishReason"] as? String == "length")
  }

  @Test("is asked for a plan only where the harness started it")
  func findsPlan() {
    let documents = URL(fileURLWithPath: "/documents")
    let plan = { BenchPlan.current(environment: $0, documents: documents) }
    #expect(plan([:]) == nil)
    #expect(plan([BenchPlan.variable: "bench/n/plan.json"])?.file.path == "/documents/bench/n/plan.json")
    for path in ["../plan.json", "bench/../../plan.json", "/etc/plan.json", ""] {
      #expect(plan([BenchPlan.variable: path]) == nil)
    }
  }
}
