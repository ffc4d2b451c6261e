/** Runs inside the Appium process before the XCUITest driver is loaded (`node --import`). */
import './driver-repairs.ts';
import './without-tunnels.ts';
