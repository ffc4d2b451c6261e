import Foundation

/// What the app says of itself in its first event.
struct HelloFields {
  private static let cacheFile = "FastVLMBench/hashes.json"

  let fields: [(name: String, value: JSON)]

  init(platform: any BenchPlatform, nonce: String) throws {
    let folders = platform.folders
    let bundle = try AppBundle(infoPlist: folders.infoPlist)
    var cache = HashCache(file: folders.caches.appendingPathComponent(Self.cacheFile))
    let files = try ModelFiles(bundle: folders.bundle).list(below: bundle.modelFolder)
    let models: [JSON] = try files.map { file in
      let hash = try cache.hash(file.path)
      return .object([
        (name: "name", value: .text(file.name)),
        (name: "sha256", value: .text(hash.sha256)),
        (name: "bytes", value: .whole(hash.bytes)),
      ])
    }
    let binaryUuid = try platform.binaryUuid() ?? cache.hash(folders.executable.path).sha256
    cache.save()
    let device = platform.device()
    fields = [
      (name: "protocol", value: .whole(AgentPlan.version)),
      (name: "nonce", value: .text(nonce)),
      (
        name: "agent",
        value: .object([
          (name: "name", value: .text(BenchAgent.name)),
          (name: "version", value: .text(BenchAgent.version)),
        ])
      ),
      (
        name: "app",
        value: .object([
          (name: "bundleId", value: .text(bundle.bundleId)),
          (name: "version", value: .text(bundle.version)),
          (name: "build", value: .text(bundle.build)),
          (name: "binaryUuid", value: .text(binaryUuid)),
        ])
      ),
      (name: "models", value: .list(models)),
      (
        name: "device",
        value: .object([
          (name: "model", value: .text(device.model)),
          (name: "osVersion", value: .text(device.osVersion)),
          (name: "osBuild", value: .text(device.osBuild)),
        ])
      ),
    ]
  }
}
