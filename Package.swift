// swift-tools-version: 6.0
import PackageDescription

// Counting instructions and energy calls a function that the App Store does not allow: set this variable for test builds only.
let countsEnergy = Context.environment["FASTVLM_BENCH_COUNTERS"] != nil

let package = Package(
  name: "FastVLMBenchAgent",
  platforms: [.iOS(.v17), .macOS(.v14)],
  products: [.library(name: "FastVLMBenchAgent", targets: ["FastVLMBenchAgent"])],
  targets: [
    .target(
      name: "FastVLMBenchAgent",
      path: "devices/agent-swift/Sources/FastVLMBenchAgent",
      swiftSettings: countsEnergy ? [.define("FASTVLM_BENCH_COUNTERS")] : []
    ),
    .executableTarget(
      name: "VirtualPhoneApp",
      dependencies: ["FastVLMBenchAgent"],
      path: "devices/agent-swift/Sources/VirtualPhoneApp"
    ),
    .target(name: "CountedMemory", path: "devices/agent-swift/Sources/CountedMemory"),
    .executableTarget(
      name: "AgentOverhead",
      dependencies: ["FastVLMBenchAgent", "CountedMemory"],
      path: "devices/agent-swift/Sources/AgentOverhead"
    ),
    .testTarget(
      name: "FastVLMBenchAgentTests",
      dependencies: ["FastVLMBenchAgent"],
      path: "devices/agent-swift/Tests/FastVLMBenchAgentTests"
    ),
  ],
  swiftLanguageModes: [.v6]
)
