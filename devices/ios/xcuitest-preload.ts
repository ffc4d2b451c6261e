/** Runs inside the Appium process before the XCUITest driver is loaded (`node --import`). */
import '#devices/appium/driver-repairs.ts';
import '#devices/appium/without-tunnels.ts';
