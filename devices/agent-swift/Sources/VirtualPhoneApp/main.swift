// An app for virtual iPhones, which are processes of a computer with Linux. It shows that the agent works below the real Appium and
// the real XCUITest driver, and stands for no iPhone: its engine is canned, and its clock is that of a virtual phone.
import FastVLMBenchAgent
import Foundation

#if os(Linux)
  import Glibc

  let environment = ProcessInfo.processInfo.environment

  /// An iOS app lives until the system ends it; this one ends with the phone that started it.
  let parent = getppid()
  Thread.detachNewThread {
    while getppid() == parent { usleep(250_000) }
    exit(0)
  }

  if let plan = BenchPlan.current() {
    let platform = VirtualPhonePlatform(environment: environment)
    let engine = try CannedEngine(modelFolder: platform.folders.bundle.appendingPathComponent("model"))
    await BenchAgent(engine: engine, platform: platform).run(plan)
  }
  while true { try await Task.sleep(for: .seconds(3600)) }
#else
  print("This app runs on virtual iPhones, which need Linux.")
#endif
