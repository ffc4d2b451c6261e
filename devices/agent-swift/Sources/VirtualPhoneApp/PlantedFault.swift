#if os(Linux)
  import Foundation

  /// What a build does wrong on purpose.
  struct PlantedFault: Decodable, Sendable {
    enum Kind: String, Decodable {
      /// Ends as a Swift program that fails does.
      case crash
      /// Waits for ever, as for a lock that nobody opens.
      case hang
      /// Takes memory with every question and keeps it.
      case hoard
      /// Says much.
      case wordy
    }

    let kind: Kind
    /// The question that a crash or a hang comes in, counted from 1.
    let question: Int?
    /// What a question takes in memory, or an answer in its text.
    let bytes: Int?

    /// In the middle of a stage.
    func strike(question asked: Int) {
      switch kind {
      case .crash: if asked == question { fatalError("this build crashes on purpose") }
      case .hang: while asked == question { Thread.sleep(forTimeInterval: 60) }
      case .hoard: _ = takePages(bytes ?? 0)
      case .wordy: break
      }
    }

    /// The same text for the same answer.
    func lengthen(_ text: String) -> String {
      kind == .wordy ? text + String(repeating: ".", count: bytes ?? 0) : text
    }
  }
#endif
