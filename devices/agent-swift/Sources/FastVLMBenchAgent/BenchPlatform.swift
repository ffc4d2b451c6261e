import Foundation

/// How warm a device is, in the words of the protocol.
package enum ThermalState: String, Sendable {
  case nominal, fair, serious, critical
}

/// How the device is at a moment. What cannot be asked is nil, never guessed.
package struct DeviceConditions: Sendable {
  package let thermal: ThermalState?
  package let lowPowerMode: Bool?

  package init(thermal: ThermalState?, lowPowerMode: Bool?) {
    self.thermal = thermal
    self.lowPowerMode = lowPowerMode
  }
}

/// Which device this is.
package struct DeviceIdentity: Sendable {
  package let model: String
  package let osVersion: String
  package let osBuild: String

  package init(model: String, osVersion: String, osBuild: String) {
    self.model = model
    self.osVersion = osVersion
    self.osBuild = osBuild
  }
}

/// Something that happened to the app while it was measured.
package enum PlatformChange: Sendable {
  case thermal(ThermalState)
  case lowPowerMode(Bool)
  /// `active`, `inactive`, `background` or `locked`.
  case state(String)
}

/// Where the files of an app lie.
package struct AppFolders: Sendable {
  package let bundle: URL
  package let executable: URL
  package let infoPlist: URL
  package let caches: URL

  package init(bundle: URL, executable: URL, infoPlist: URL, caches: URL) {
    self.bundle = bundle
    self.executable = executable
    self.infoPlist = infoPlist
    self.caches = caches
  }

  /// The app's Documents folder.
  package static var documents: URL { home.appendingPathComponent("Documents") }

  static var home: URL {
    #if os(Linux)
      URL(fileURLWithPath: ProcessInfo.processInfo.environment["HOME"] ?? ".")
    #else
      URL(fileURLWithPath: NSHomeDirectory())
    #endif
  }
}

/// The system below an app: its clocks, its counters and what it knows of the device.
package protocol BenchPlatform: Sendable {
  var folders: AppFolders { get }

  /// Whole nanoseconds since the process started, on a clock that keeps running while the device sleeps. It never goes back.
  func nowNs() -> Int

  /// CPU time of all threads of the process, by the same measure as ``nowNs()``.
  func cpuTimeMs() -> Double

  /// How long the main thread was ready to work while others had the processor; nil where nobody counts it.
  func waitedMs() -> Double?

  func footprintBytes() -> Int

  /// The system's own maximum over the life of the process.
  func peakFootprintBytes() -> Int

  func conditions() -> DeviceConditions

  func device() -> DeviceIdentity

  /// LC_UUID of the program; nil where the program is no Mach-O and is known by its hash.
  func binaryUuid() -> String?

  /// What else this platform can say at the start. The harness passes over fields that it does not know.
  func remarks() async -> [(name: String, value: JSON)]

  /// The same for the end.
  func counters() -> [(name: String, value: JSON)]

  /// Waits until the app may be measured.
  func settle() async

  /// Calls `report` with each change until what is returned is called.
  func watch(_ report: @escaping @Sendable (PlatformChange) -> Void) async -> @Sendable () -> Void
}

extension BenchPlatform {
  package func binaryUuid() -> String? { nil }
  package func remarks() async -> [(name: String, value: JSON)] { [] }
  package func counters() -> [(name: String, value: JSON)] { [] }
  package func settle() async {}
  package func watch(_ report: @escaping @Sendable (PlatformChange) -> Void) async -> @Sendable () -> Void { {} }
}

/// The system that this code was compiled for.
func currentPlatform() -> any BenchPlatform {
  #if canImport(Darwin)
    DarwinPlatform()
  #else
    LinuxPlatform()
  #endif
}
