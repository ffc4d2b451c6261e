#if canImport(Darwin)
  // `mach_task_self_` is a variable that the system never changes.
  @preconcurrency import Darwin
  import Foundation
  import MachO

  /// An iPhone, an iPad or a Mac.
  struct DarwinPlatform: BenchPlatform {
    let folders: AppFolders
    /// When the process started, on the clock of ``nowNs()``.
    private let startedNs: Int

    init() {
      let bundle = Bundle.main.bundleURL
      let caches = FileManager.default.urls(for: .cachesDirectory, in: .userDomainMask).first
      folders = AppFolders(
        bundle: bundle,
        executable: Bundle.main.executableURL ?? bundle,
        infoPlist: infoPlist(bundle),
        caches: caches ?? AppFolders.home.appendingPathComponent("Library/Caches")
      )
      startedNs = continuousNs() - ageNs()
    }

    func nowNs() -> Int { max(0, continuousNs() - startedNs) }

    func cpuTimeMs() -> Double { Double(processCpuTimeNs()) / 1e6 }

    func waitedMs() -> Double? { nil }

    func footprintBytes() -> Int { Int(taskMemory()?.phys_footprint ?? 0) }

    func peakFootprintBytes() -> Int { Int(taskMemory()?.ledger_phys_footprint_peak ?? 0) }

    func conditions() -> DeviceConditions {
      let info = ProcessInfo.processInfo
      return DeviceConditions(thermal: thermalState(info.thermalState), lowPowerMode: info.isLowPowerModeEnabled)
    }

    func device() -> DeviceIdentity {
      let version = ProcessInfo.processInfo.operatingSystemVersion
      let patch = version.patchVersion == 0 ? "" : ".\(version.patchVersion)"
      #if os(macOS)
        let model = systemText("hw.model")
      #else
        let model = systemText("hw.machine")
      #endif
      return DeviceIdentity(
        model: model ?? "unknown",
        osVersion: "\(version.majorVersion).\(version.minorVersion)\(patch)",
        osBuild: systemText("kern.osversion") ?? "unknown"
      )
    }

    func binaryUuid() -> String? {
      for index in 0..<_dyld_image_count() {
        guard let header = _dyld_get_image_header(index), header.pointee.filetype == UInt32(MH_EXECUTE) else {
          continue
        }
        let start = UnsafeRawPointer(header)
        let size = MachO.commandBytes(UnsafeRawBufferPointer(start: start, count: MemoryLayout<mach_header_64>.size))
        return MachO.uuid(UnsafeRawBufferPointer(start: start, count: size))
      }
      return nil
    }

    func remarks() async -> [(name: String, value: JSON)] {
      var fields: [(name: String, value: JSON)] = []
      if let memory = taskMemory(), memory.limit_bytes_remaining > 0 {
        let limit = Int(memory.phys_footprint) + Int(memory.limit_bytes_remaining)
        fields.append((name: "memoryLimitBytes", value: .whole(limit)))
      }
      return fields + (await screenRemarks())
    }

    func counters() -> [(name: String, value: JSON)] {
      let neural = Int(taskMemory()?.ledger_tag_neural_footprint ?? 0)
      return [(name: "neuralFootprintBytes", value: .whole(neural))] + energyCounters()
    }

    func settle() async { await waitUntilSettled() }

    func watch(_ report: @escaping @Sendable (PlatformChange) -> Void) async -> @Sendable () -> Void {
      let center = NotificationCenter.default
      let observers = Observers([
        center.addObserver(forName: ProcessInfo.thermalStateDidChangeNotification, object: nil, queue: nil) { _ in
          if let state = thermalState(ProcessInfo.processInfo.thermalState) { report(.thermal(state)) }
        },
        center.addObserver(forName: .NSProcessInfoPowerStateDidChange, object: nil, queue: nil) { _ in
          report(.lowPowerMode(ProcessInfo.processInfo.isLowPowerModeEnabled))
        },
      ])
      let ofScreen = await watchScreen(report)
      return {
        observers.remove()
        ofScreen.remove()
      }
    }
  }

  /// What was registered with the notification centre. Its tokens are only handed back.
  struct Observers: @unchecked Sendable {
    private let tokens: [any NSObjectProtocol]

    init(_ tokens: [any NSObjectProtocol]) { self.tokens = tokens }

    func remove() {
      for token in tokens { NotificationCenter.default.removeObserver(token) }
    }
  }

  /// In a bundle for macOS it lies a folder deeper.
  private func infoPlist(_ bundle: URL) -> URL {
    let inContents = bundle.appendingPathComponent("Contents/Info.plist")
    return FileManager.default.fileExists(atPath: inContents.path)
      ? inContents : bundle.appendingPathComponent("Info.plist")
  }

  /// `mach_continuous_time`, which keeps running while the device sleeps, in nanoseconds.
  private func continuousNs() -> Int { clockNs(CLOCK_MONOTONIC_RAW) }

  /// How long the process has existed: its start is the kernel's, before `main`. Zero where the kernel does not say.
  private func ageNs() -> Int {
    var process = kinfo_proc()
    var size = MemoryLayout<kinfo_proc>.size
    var name = [CTL_KERN, KERN_PROC, KERN_PROC_PID, getpid()]
    guard sysctl(&name, UInt32(name.count), &process, &size, nil, 0) == 0, size > 0 else { return 0 }
    var now = timeval()
    gettimeofday(&now, nil)
    let started = process.kp_proc.p_un.__p_starttime
    let microseconds = (Int(now.tv_sec) - Int(started.tv_sec)) * 1_000_000 + Int(now.tv_usec) - Int(started.tv_usec)
    return max(0, microseconds) * 1000
  }

  private func taskMemory() -> task_vm_info_data_t? {
    var info = task_vm_info_data_t()
    var count = mach_msg_type_number_t(MemoryLayout<task_vm_info_data_t>.size / MemoryLayout<natural_t>.size)
    let result = withUnsafeMutablePointer(to: &info) { pointer in
      pointer.withMemoryRebound(to: integer_t.self, capacity: Int(count)) {
        task_info(mach_task_self_, task_flavor_t(TASK_VM_INFO), $0, &count)
      }
    }
    return result == KERN_SUCCESS ? info : nil
  }

  private func systemText(_ name: String) -> String? {
    var size = 0
    guard sysctlbyname(name, nil, &size, nil, 0) == 0, size > 1 else { return nil }
    var bytes = [UInt8](repeating: 0, count: size)
    guard sysctlbyname(name, &bytes, &size, nil, 0) == 0 else { return nil }
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  private func thermalState(_ state: ProcessInfo.ThermalState) -> ThermalState? {
    switch state {
    case .nominal: .nominal
    case .fair: .fair
    case .serious: .serious
    case .critical: .critical
    @unknown default: nil
    }
  }

  /// Instructions, cycles and energy of the process. The function is not public on iOS, so only test builds look for it.
  private func energyCounters() -> [(name: String, value: JSON)] {
    #if FASTVLM_BENCH_COUNTERS
      typealias Usage = @convention(c) (Int32, Int32, UnsafeMutableRawPointer) -> Int32
      guard let symbol = dlsym(UnsafeMutableRawPointer(bitPattern: -2), "proc_pid_rusage") else { return [] }
      var usage = rusage_info_v6()
      guard unsafeBitCast(symbol, to: Usage.self)(getpid(), RUSAGE_INFO_V6, &usage) == 0 else { return [] }
      return [
        (name: "instructions", value: .whole(Int(usage.ri_instructions))),
        (name: "cycles", value: .whole(Int(usage.ri_cycles))),
        (name: "cpuEnergyNanojoules", value: .whole(Int(usage.ri_energy_nj))),
      ]
    #else
      return []
    #endif
  }
#endif
