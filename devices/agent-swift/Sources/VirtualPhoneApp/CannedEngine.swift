#if os(Linux)
  import FastVLMBenchAgent
  import Foundation
  import Glibc

  /// A model that is none: every stage computes for a known number of rounds, and answers are drawn from the question. What it says
  /// is the same in every launch and every build, so that builds differ only in how long their stages take.
  actor CannedEngine: BenchEngine {
    /// What the file `engine.json` in the model folder says.
    struct Settings: Decodable {
      struct Rounds: Decodable {
        let load: Int
        let preprocess: Int
        let visionEncode: Int
        let prefill: Int
        let decodeStep: Int
      }

      let name: String
      /// Rounds of the computation that each stage takes.
      let rounds: Rounds
      /// What the loaded model holds in memory.
      let memoryBytes: Int
      /// What this build does wrong on purpose, to show that the harness notices; nil in every other build.
      let fault: PlantedFault?
    }

    nonisolated let modelNames: [String]
    private let settings: Settings
    private var weights: UnsafeMutableRawBufferPointer?
    private var asked = 0
    /// Keeps the compiler from leaving the work out.
    private var state: UInt64 = 1

    init(modelFolder: URL) throws {
      settings = try JSONDecoder().decode(
        Settings.self,
        from: Data(contentsOf: modelFolder.appendingPathComponent("engine.json"))
      )
      modelNames = [settings.name]
    }

    func load(_ modelName: String) {
      weights = takePages(settings.memoryBytes)
      compute(settings.rounds.load)
    }

    func unload() {
      if let weights { munmap(weights.baseAddress, weights.count) }
      weights = nil
    }

    func answer(_ question: BenchQuestion, recorder: BenchRecorder) throws -> BenchAnswer {
      asked += 1
      try recorder.span(.preprocess) {
        guard isImage(question.image) else { throw BenchError(.imageUnreadable, "The image is neither PNG nor JPEG.") }
        compute(settings.rounds.preprocess)
      }
      recorder.span(.visionEncode) {
        settings.fault?.strike(question: asked)
        compute(settings.rounds.visionEncode)
      }
      let tokens = Vocabulary.tokens(of: question).prefix(question.work.maxOutputTokens)
      recorder.begin(.prefill)
      compute(settings.rounds.prefill)
      for (index, token) in tokens.enumerated() {
        if index > 0 { compute(settings.rounds.decodeStep) }
        recorder.token(token)
      }
      let text = Vocabulary.text(of: tokens)
      return BenchAnswer(text: settings.fault?.lengthen(text) ?? text)
    }

    private func compute(_ rounds: Int) {
      state = spin(rounds, state)
    }
  }

  /// Memory that goes back to the system when it is let go; an allocator may keep it. Each page is written, so that it counts.
  func takePages(_ bytes: Int) -> UnsafeMutableRawBufferPointer? {
    let start = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let start, start != MAP_FAILED else { return nil }
    let pages = UnsafeMutableRawBufferPointer(start: start, count: bytes)
    for at in stride(from: 0, to: bytes, by: 4096) { pages[at] = UInt8(truncatingIfNeeded: at >> 12) }
    return pages
  }

  /// Each round waits for the one before, so that a round takes the same time everywhere.
  @inline(never)
  private func spin(_ rounds: Int, _ start: UInt64) -> UInt64 {
    var state = start
    for _ in 0..<rounds {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
    }
    return state
  }

  private func isImage(_ data: Data) -> Bool {
    data.starts(with: [0x89, 0x50, 0x4e, 0x47]) || data.starts(with: [0xff, 0xd8, 0xff])
  }

  /// Answers of 12 to 19 words, chosen by what is asked about which image.
  private enum Vocabulary {
    private static let words = [
      "a", "red", "blue", "green", "circle", "square", "star", "above", "below", "two", "three", "of", "them",
    ]
    private static let firstId = 100

    static func tokens(of question: BenchQuestion) -> [Int] {
      // FNV-1a, as of the Internet draft draft-eastlake-fnv.
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for byte in Array(question.text.utf8) + Array(question.image) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      return (0..<(12 + Int(hash % 8))).map { _ in
        hash = hash &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return firstId + Int(hash >> 33) % words.count
      }
    }

    static func text(of tokens: some Sequence<Int>) -> String {
      tokens.map { words[$0 - firstId] }.joined(separator: " ")
    }
  }
#endif
