#if canImport(Darwin)
  import Foundation

  #if os(iOS)
    import UIKit

    /// How long an app is left alone once it is active. What starts it, such as an XCTest runner, works inside it for a while.
    private let settlingSeconds = 2.0

    /// Waits until the app is active, then a little longer, and keeps the screen from locking: a locked phone ends an app that
    /// computes on its graphics processor.
    @MainActor func waitUntilSettled() async {
      UIApplication.shared.isIdleTimerDisabled = true
      while UIApplication.shared.applicationState != .active {
        try? await Task.sleep(for: .milliseconds(50))
      }
      try? await Task.sleep(for: .seconds(settlingSeconds))
    }

    /// What the screen draws depends on both its fields; what the charger puts in heats the phone.
    @MainActor func screenRemarks() -> [(name: String, value: JSON)] {
      var fields: [(name: String, value: JSON)] = []
      if let isCharging = chargingState() { fields.append((name: "charging", value: .flag(isCharging))) }
      let screen = UIApplication.shared.connectedScenes.compactMap { ($0 as? UIWindowScene)?.screen }.first
      guard let screen else { return fields }
      let display: JSON = .object([
        (name: "brightness", value: .number(Double(screen.brightness))),
        (name: "maximumFramesPerSecond", value: .whole(screen.maximumFramesPerSecond)),
      ])
      return fields + [(name: "display", value: display)]
    }

    /// Nil where the device does not say.
    @MainActor private func chargingState() -> Bool? {
      UIDevice.current.isBatteryMonitoringEnabled = true
      switch UIDevice.current.batteryState {
      case .charging: return true
      case .full, .unplugged: return false
      case .unknown: return nil
      @unknown default: return nil
      }
    }

    @MainActor func watchScreen(_ report: @escaping @Sendable (PlatformChange) -> Void) -> Observers {
      let states: [(Notification.Name, String)] = [
        (UIApplication.didBecomeActiveNotification, "active"),
        (UIApplication.willResignActiveNotification, "inactive"),
        (UIApplication.didEnterBackgroundNotification, "background"),
        (UIApplication.protectedDataWillBecomeUnavailableNotification, "locked"),
      ]
      return Observers(
        states.map { name, state in
          NotificationCenter.default.addObserver(forName: name, object: nil, queue: nil) { _ in report(.state(state)) }
        }
      )
    }
  #else
    func waitUntilSettled() async {}

    func screenRemarks() async -> [(name: String, value: JSON)] { [] }

    func watchScreen(_ report: @escaping @Sendable (PlatformChange) -> Void) async -> Observers { Observers([]) }
  #endif
#endif
