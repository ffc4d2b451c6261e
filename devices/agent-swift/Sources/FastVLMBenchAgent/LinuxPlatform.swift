#if os(Linux)
  import Foundation

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #endif

  /// A computer with Linux, where there is no phone to ask.
  package struct LinuxPlatform: BenchPlatform {
    package let folders: AppFolders
    /// When the process started, on the clock of ``nowNs()``.
    private let startedNs: Int

    package init() {
      let executable = URL(fileURLWithPath: realPath("/proc/self/exe") ?? CommandLine.arguments[0])
      let bundle = executable.deletingLastPathComponent()
      folders = AppFolders(
        bundle: bundle,
        executable: executable,
        infoPlist: bundle.appendingPathComponent("Info.plist"),
        caches: AppFolders.home.appendingPathComponent("Library/Caches")
      )
      startedNs = processStartNs() ?? clockNs(CLOCK_BOOTTIME)
    }

    package func nowNs() -> Int { max(0, clockNs(CLOCK_BOOTTIME) - startedNs) }

    package func cpuTimeMs() -> Double { Double(processCpuTimeNs()) / 1e6 }

    package func waitedMs() -> Double? { schedulerWaitMs() }

    package func footprintBytes() -> Int { procStatus("VmRSS") }

    package func peakFootprintBytes() -> Int { procStatus("VmHWM") }

    package func conditions() -> DeviceConditions { DeviceConditions(thermal: nil, lowPowerMode: nil) }

    package func device() -> DeviceIdentity {
      DeviceIdentity(
        model: procText("sys/kernel/arch") ?? "unknown",
        osVersion: procText("sys/kernel/osrelease") ?? "unknown",
        osBuild: procText("sys/kernel/version") ?? "unknown"
      )
    }
  }

  /// A size in /proc/self/status, in bytes; 0 where it is missing.
  package func procStatus(_ key: String) -> Int {
    let lines = (procText("self/status") ?? "").split(separator: "\n")
    let line = lines.first { $0.hasPrefix("\(key):") }
    let kibibytes = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
    return (kibibytes.flatMap { Int($0) } ?? 0) * 1024
  }

  /// Field 22 of /proc/self/stat, which counts ticks since the machine started.
  private func processStartNs() -> Int? {
    guard let stat = procText("self/stat"), let end = stat.lastIndex(of: ")") else { return nil }
    // The name of the process may itself contain spaces and parentheses.
    let fields = stat[stat.index(after: end)...].split(separator: " ")
    guard fields.count > 19, let ticks = Int(fields[19]) else { return nil }
    return ticks * (1_000_000_000 / sysconf(Int32(_SC_CLK_TCK)))
  }

  /// The second number of /proc/self/schedstat; nil on a kernel that does not count it.
  private func schedulerWaitMs() -> Double? {
    let numbers = (procText("self/schedstat") ?? "").split(separator: " ").compactMap { Double($0) }
    guard numbers.count >= 2, numbers[0] > 0 else { return nil }
    return numbers[1] / 1e6
  }

  private func procText(_ path: String) -> String? {
    guard let text = try? String(contentsOfFile: "/proc/\(path)", encoding: .utf8) else { return nil }
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
#endif
