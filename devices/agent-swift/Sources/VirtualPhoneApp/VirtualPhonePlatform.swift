#if os(Linux)
  import FastVLMBenchAgent
  import Foundation

  /// A virtual iPhone: its state is a file, and its clock is the CPU time of the app's process divided by the phone's speed, so that
  /// other work on the machine is in no number. An app on a real phone must not use such a clock.
  final class VirtualPhonePlatform: BenchPlatform, @unchecked Sendable {
    /// Environment variable with the path of the file in which a virtual iPhone says how it is.
    private static let stateVariable = "VIRTUAL_IPHONE_STATE"

    let folders = LinuxPlatform().folders
    private let lock = NSLock()
    private let stateFile: String?
    private var speed = 1.0
    /// When the speed last changed: CPU time of this machine, and the phone's time.
    private var changedAtNs = 0.0
    private var phoneNsThen = 0.0

    init(environment: [String: String]) {
      stateFile = environment[Self.stateVariable]
    }

    func nowNs() -> Int { lock.withLock { Int(phoneNs()) } }

    func cpuTimeMs() -> Double { Double(nowNs()) / 1e6 }

    func waitedMs() -> Double? { nil }

    func footprintBytes() -> Int { procStatus("VmRSS") }

    func peakFootprintBytes() -> Int { procStatus("VmHWM") }

    /// Reads the phone as it is now; from here on the clock runs at its speed.
    func conditions() -> DeviceConditions {
      guard let state = state() else { return DeviceConditions(thermal: nil, lowPowerMode: nil) }
      lock.withLock {
        phoneNsThen = phoneNs()
        changedAtNs = Double(processCpuTimeNs())
        speed = state.speedFactor
      }
      return DeviceConditions(thermal: ThermalState(rawValue: state.thermal), lowPowerMode: state.lowPowerMode)
    }

    func device() -> DeviceIdentity {
      let state = state()
      return DeviceIdentity(
        model: state?.model ?? "unknown",
        osVersion: state?.osVersion ?? "unknown",
        osBuild: state?.osBuild ?? "unknown"
      )
    }

    /// From where on the phone ends an app.
    func remarks() -> [(name: String, value: JSON)] {
      state()?.memoryLimitBytes.map { [(name: "memoryLimitBytes", value: .whole($0))] } ?? []
    }

    private func phoneNs() -> Double {
      phoneNsThen + max(0, Double(processCpuTimeNs()) - changedAtNs) / speed
    }

    private struct State: Decodable {
      let thermal: String
      let lowPowerMode: Bool
      let speedFactor: Double
      let model: String
      let osVersion: String
      let osBuild: String
      let memoryLimitBytes: Int?
    }

    private func state() -> State? {
      guard let stateFile, let data = try? Data(contentsOf: URL(fileURLWithPath: stateFile)) else { return nil }
      return try? JSONDecoder().decode(State.self, from: data)
    }
  }
#endif
