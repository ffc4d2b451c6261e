// A whole app that can be measured, in one file. NOT COMPILED HERE: SwiftUI exists on Apple systems only, and nobody has built or
// run this file yet; the stage `.ci/swift` checks its syntax and nothing more. It is no target of the package: copy it into an app
// of your own, and put your model in the place of `DemoModel`.
import FastVLMBenchAgent
import SwiftUI

@main
struct SampleApp: App {
  /// Nil in ordinary starts: then nothing of the agent runs.
  private let plan = BenchPlan.current()

  var body: some Scene {
    WindowGroup {
      if let plan {
        MeasuredView(plan: plan)
      } else {
        Text("The app as its users know it")
      }
    }
  }
}

/// What the screen shows while the app is measured: nothing that moves, and as little light as there is.
private struct MeasuredView: View {
  let plan: BenchPlan

  var body: some View {
    Color.black
      .ignoresSafeArea()
      .statusBarHidden()
      .persistentSystemOverlays(.hidden)
      .task { await BenchAgent(engine: DemoEngine()).run(plan) }
  }
}

/// The app's model behind the agent's protocol. An actor keeps it from the main thread.
private actor DemoEngine: BenchEngine {
  private var model: DemoModel?

  func load(_ modelName: String) async throws {
    guard let folder = Bundle.main.url(forResource: "model", withExtension: nil) else {
      throw BenchError(.modelNotFound, "The app has no folder named model.")
    }
    model = try await DemoModel(folder: folder)
  }

  func unload() async { model = nil }

  func answer(_ question: BenchQuestion, recorder: BenchRecorder) async throws -> BenchAnswer {
    guard let model else { throw BenchError(.internal, "A question came before the model.") }
    guard let image = UIImage(data: question.image)?.cgImage else {
      throw BenchError(.imageUnreadable, "UIKit does not decode the image.")
    }
    let pixels = recorder.span(.preprocess) { model.preprocess(image) }
    // A framework that computes lazily has to be made to compute before the stage ends.
    let features = recorder.span(.visionEncode) { model.encode(pixels) }
    recorder.begin(.prefill)
    // The first token ends prefill, and decoding reaches from it to the last one.
    var token = model.prefill(features, question.text)
    recorder.token(token)
    while recorder.tokenCount < question.work.maxOutputTokens {
      if question.work.stopAtEndOfSequence && model.endsSequence(token) { break }
      token = model.decode(after: token)
      if question.work.stopAtEndOfSequence && model.endsSequence(token) { break }
      recorder.token(token)
    }
    return BenchAnswer(text: model.text())
  }
}

/// Stands for your model: it says "a" to everything.
private struct DemoModel {
  init(folder: URL) async throws {}

  func preprocess(_ image: CGImage) -> [Float] { [] }
  func encode(_ pixels: [Float]) -> [Float] { [] }
  func prefill(_ features: [Float], _ prompt: String) -> Int { 1 }
  func decode(after token: Int) -> Int { 2 }
  func endsSequence(_ token: Int) -> Bool { token == 2 }
  func text() -> String { "a" }
}
