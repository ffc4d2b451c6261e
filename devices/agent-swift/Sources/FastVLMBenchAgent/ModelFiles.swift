import Foundation

/// The files that count as the model of a build.
struct ModelFiles {
  let bundle: URL

  /// Every file below a folder of the app, by its path there, following links that stay inside the app; or, for an app that names
  /// no folder, every file of the app without following links. Throws MODEL_NOT_FOUND without that folder, and MODEL_INVALID for
  /// a link that leads out of the app, to nothing or in a circle.
  func list(below folder: String?) throws -> [(name: String, path: String)] {
    let start = folder.map { bundle.appendingPathComponent($0) } ?? bundle
    guard let root = realPath(bundle.path) else { throw BenchError(.internal, "The app cannot find its own folder.") }
    guard let place = realPath(start.path), isFolder(place) else {
      throw BenchError(.modelNotFound, "The app has no model folder\(folder.map { " \($0)" } ?? "").")
    }
    guard isInside(place, root) || place == root else { throw badLink(folder ?? "", "leaves the app") }
    var walk = Walk(root: root, followsLinks: folder != nil)
    try walk.visit(start.path, name: "", around: [place])
    return walk.found.filter { folder == nil || !isFinderFile($0.name) }
      .sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
  }
}

private struct Walk {
  let root: String
  let followsLinks: Bool
  var found: [(name: String, path: String)] = []

  mutating func visit(_ place: String, name: String, around: [String]) throws {
    for entry in try FileManager.default.contentsOfDirectory(atPath: place) {
      let path = "\(place)/\(entry)"
      let shown = canonicalName(name.isEmpty ? entry : "\(name)/\(entry)")
      let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
      if isLink, !followsLinks { continue }
      let real = isLink ? try destination(path, shown) : path
      if !isFolder(real) {
        found.append((name: shown, path: path))
      } else if around.contains(real) {
        throw badLink(shown, "leads in a circle")
      } else {
        try visit(real, name: shown, around: around + [real])
      }
    }
  }

  private func destination(_ path: String, _ name: String) throws -> String {
    guard let real = realPath(path) else { throw badLink(name, "leads to nothing or in a circle") }
    guard isInside(real, root) else { throw badLink(name, "leaves the app") }
    return real
  }
}

/// One spelling of names that mean the same: `é` may be one character or two.
func canonicalName(_ name: String) -> String { name.precomposedStringWithCanonicalMapping }

/// Files that Finder and archivers of macOS leave beside the real ones.
private func isFinderFile(_ name: String) -> Bool {
  name.split(separator: "/").contains { $0 == ".DS_Store" || $0 == "__MACOSX" || $0.hasPrefix("._") }
}

private func isFolder(_ path: String) -> Bool {
  var isFolder: ObjCBool = false
  return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
}

private func isInside(_ path: String, _ folder: String) -> Bool { path.hasPrefix("\(folder)/") }

private func badLink(_ name: String, _ why: String) -> BenchError {
  BenchError(.modelInvalid, "The app has a link in its model folder that \(why): \(name).")
}
