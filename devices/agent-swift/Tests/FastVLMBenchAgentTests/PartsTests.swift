import Foundation
import Testing

@testable import FastVLMBenchAgent

@Suite("The parts of the agent")
struct PartsTests {
  /// FIPS 180-4 and the examples that NIST publishes for it.
  @Test(
    "sha256 is that of the standard",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
      ),
    ]
  )
  func sha256(_ text: String, _ expected: String) { expectHash(text, expected) }

  /// By itself, because arguments of a test are printed.
  @Test("sha256 of a million letters is that of the standard")
  func sha256OfMany() {
    let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    expectHash(String(repeating: "a", count: 1_000_000), expected)
  }

  private func expectHash(_ text: String, _ expected: String) {
    #expect(SHA256Digest.of(Array(text.utf8)) == expected)
    #expect(hexadecimal(portable(Array(text.utf8), inPiecesOf: text.utf8.count + 1)) == expected)
  }

  @Test("sha256 is the same in pieces of any size")
  func sha256InPieces() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    let whole = portable(bytes, inPiecesOf: 1000)
    for size in [1, 3, 55, 56, 63, 64, 65, 127, 128, 999] { #expect(portable(bytes, inPiecesOf: size) == whole) }
  }

  private func portable(_ bytes: [UInt8], inPiecesOf size: Int) -> [UInt8] {
    var hash = PortableSHA256()
    for start in stride(from: 0, to: bytes.count, by: size) {
      bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { hash.update($0) }
    }
    return hash.finish()
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  @Test("a file is read once and again only when it has changed")
  func cachesHashes() throws {
    let app = try TestApp()
    let (file, cacheFile) = (
      app.root.appendingPathComponent("App.app/model/weights.bin"), app.root.appendingPathComponent("hashes.json")
    )
    let lookUp = { () throws -> (sha256: String, misses: Int) in
      var cache = HashCache(file: cacheFile)
      let hash = try cache.hash(file.path)
      cache.save()
      return (hash.sha256, cache.misses)
    }
    let setTime = {
      let time = Date(timeIntervalSince1970: 1_700_000_000)
      try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: file.path)
    }
    try setTime()
    let first = try lookUp()
    #expect(first.misses == 1 && first.sha256 == SHA256Digest.of(Array("weights".utf8)))
    #expect(try lookUp() == (first.sha256, 0))
    try Data("WEIGHTS".utf8).write(to: file)
    // A file of the same size whose time somebody set back.
    try setTime()
    #expect(try lookUp() == (SHA256Digest.of(Array("WEIGHTS".utf8)), 1))
    try Data("nonsense".utf8).write(to: cacheFile)
    #expect(try lookUp().misses == 1)
  }

  @Test("links inside the app are followed, and files of Finder are no part of a model")
  func listsModels() throws {
    let app = try TestApp()
    try app.write(Data(), to: "App.app/model/.DS_Store")
    try app.write(Data("shared".utf8), to: "App.app/shared/one.bin")
    let folder = app.platform.folders.bundle.appendingPathComponent("model")
    try FileManager.default.createSymbolicLink(
      atPath: folder.appendingPathComponent("linked").path,
      withDestinationPath: "../shared"
    )
    let files = ModelFiles(bundle: app.platform.folders.bundle)
    #expect(try files.list(below: "model").map(\.name) == ["linked/one.bin", "sub/config.json", "weights.bin"])
    #expect(
      try files.list(below: nil).map(\.name) == [
        "Info.plist", "Program", "model/.DS_Store", "model/sub/config.json", "model/weights.bin", "shared/one.bin",
      ]
    )
  }

  @Test("versions may be numbers, and one that is missing takes the value of the other")
  func readsInfoPlist() throws {
    let app = try AppBundle(["CFBundleIdentifier": "a.b", "CFBundleVersion": 7, "FastVLMBenchModels": "./models/big/"])
    #expect([app.version, app.build, app.modelFolder] == ["7", "7", "models/big"])
    #expect(try AppBundle(["CFBundleIdentifier": "a.b", "CFBundleShortVersionString": 1.5]).build == "1.5")
    #expect(throws: BenchError.self) { try AppBundle(["CFBundleIdentifier": "a.b"]) }
    #expect(throws: BenchError.self) { try AppBundle(["CFBundleVersion": "1"]) }
  }

  @Test("the LC_UUID of a program is written as Xcode writes it")
  func readsUuid() {
    let word = { (value: UInt32) in withUnsafeBytes(of: value.littleEndian) { Array($0) } }
    let header = [0xfeed_facf, 0x0100_000c, 0, 2, 2, 32, 0, 0].flatMap(word)
    let uuid = (0..<16).map { UInt8($0 * 16 + 1) }
    let image = header + word(0x19) + word(8) + word(0x1b) + word(24) + uuid
    #expect(image.withUnsafeBytes(MachO.uuid) == "01112131-4151-6171-8191-A1B1C1D1E1F1")
    #expect(image.withUnsafeBytes(MachO.commandBytes) == 64)
    #expect(Array(image.prefix(50)).withUnsafeBytes(MachO.uuid) == nil)
    #expect(Array("#!/bin/sh and some more text".utf8).withUnsafeBytes(MachO.uuid) == nil)
  }

  @Test("JSON is one line whatever is in its texts")
  func writesJson() throws {
    let text = "\"\\\n\r\t\u{1}\u{2028}é😀/"
    let line = JSON.object([
      ("text", .text(text)), ("list", .list([.whole(-1), .number(0.5), .number(.nan), .flag(true), .null])),
    ]).line
    #expect(!line.contains("\n"))
    let back = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    #expect(back?["text"] as? String == text)
    #expect(line.hasSuffix(#""list":[-1,0.5,null,true,null]}"#))
  }

  @Test("this machine has a clock that starts with the process, a footprint and a processor time")
  func readsThisMachine() {
    let platform = currentPlatform()
    let (first, second) = (platform.nowNs(), platform.nowNs())
    #expect(first > 0 && second >= first)
    #expect(platform.footprintBytes() > 1 << 20 && platform.peakFootprintBytes() >= platform.footprintBytes() / 2)
    #expect(platform.cpuTimeMs() > 0)
    #expect(!platform.device().model.isEmpty && !platform.device().osBuild.isEmpty)
  }
}
