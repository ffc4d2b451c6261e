import Foundation

/// Who the app is, by its Info.plist. The harness reads the same keys in the same way.
struct AppBundle {
  let bundleId: String
  let version: String
  let build: String
  /// Folder of the model's files below the bundle; nil where Info.plist does not name it.
  let modelFolder: String?

  /// Info.plist key by which an app names the folder that holds all of its model's files.
  static let modelsKey = "FastVLMBenchModels"

  init(infoPlist file: URL) throws {
    guard let data = try? Data(contentsOf: file),
      let plist = try? PropertyListSerialization.propertyList(from: data, format: nil) as? [String: Any]
    else { throw BenchError(.internal, "The app cannot read its Info.plist.") }
    try self.init(plist)
  }

  init(_ plist: [String: Any]) throws {
    let version = try text(plist, "CFBundleShortVersionString")
    guard let build = try text(plist, "CFBundleVersion") ?? version else {
      let message =
        "The app has no version in its Info.plist: neither CFBundleVersion nor CFBundleShortVersionString."
      throw BenchError(.internal, message)
    }
    guard let bundleId = try text(plist, "CFBundleIdentifier") else {
      throw BenchError(.internal, "The app has no CFBundleIdentifier in its Info.plist.")
    }
    self.bundleId = bundleId
    self.version = version ?? build
    self.build = build
    modelFolder = folderName(try text(plist, Self.modelsKey) ?? "")
  }
}

/// Without slashes around it; nil where nothing is left.
private func folderName(_ text: String) -> String? {
  var parts = text.split(separator: "/")
  while parts.first == "." { parts.removeFirst() }
  return parts.isEmpty ? nil : canonicalName(parts.joined(separator: "/"))
}

/// A text, or a number as its shortest decimal text; nil when the key is missing or empty.
private func text(_ plist: [String: Any], _ key: String) throws -> String? {
  switch plist[key] {
  case nil: return nil
  case let text as String: return text.isEmpty ? nil : text
  case let number as NSNumber:
    let value = number.doubleValue
    return Int(exactly: value).map { String($0) } ?? String(value)
  default:
    throw BenchError(.internal, "The app has a \(key) in its Info.plist that is neither a text nor a number.")
  }
}
