import { expect, test } from 'vitest';
import type { AppiumFaultCode } from './fault-codes.ts';
import { classifyError } from './faults.ts';

function errorOf(name: string, message: string): Error {
  return Object.assign(new Error(`WebDriverError: ${message} when running "execute/sync" with method "POST"`), {
    name,
  });
}

const PROXY = 'Could not proxy command to the remote server. Original error: ';
const START = 'Unable to start WebDriverAgent session. Original error: ';
const USBMUXD = "The usbmuxd socket path '/var/run/usbmuxd' does not exist or is not accessible";
const NO_FORWARDER =
  "Cannot create port forwarder via RemoteXPC tunnel for '00008140-0' (RemoteXPC tunnel is not available for this session)";
const LAUNCH_REFUSED =
  'Unable to launch WebDriverAgent. Original error: Failed to launch process: {"NSCode":"10300","NSDomain":"com.apple.dt"}.';

const NOT_UNLOCKED = 'Unable to launch a.b because the device was not, or could not be, unlocked.';
const NOT_TRUSTED =
  'Unable to launch a.b because it has an invalid code signature, inadequate entitlements or its profile has not been explicitly trusted by the user.';

test.each<[string, string, AppiumFaultCode, 'lost' | 'usable' | 'build']>([
  ['invalid session id', 'A session is either terminated or not started', 'SESSION_LOST', 'lost'],
  [
    'timeout',
    "The driver did not receive any response from the 'mobileQueryAppState' command within 2000 ms",
    'COMMAND_TIMEOUT',
    'lost',
  ],
  [
    'Error',
    'The device gave no answer to mobile: pullFile within 60 s (2 cores, load average 0.3)',
    'COMMAND_TIMEOUT',
    'lost',
  ],
  ['Error', `${START}${PROXY}connect ECONNREFUSED 127.0.0.1:9`, 'WDA_NOT_STARTED', 'lost'],
  ['Error', `${START}${PROXY}timeout of 3000ms exceeded`, 'WDA_NOT_STARTED', 'lost'],
  ['Error', 'Failed to start the preinstalled WebDriverAgent in 60000 ms', 'WDA_NOT_STARTED', 'lost'],
  ['Error', LAUNCH_REFUSED, 'WDA_NOT_STARTED', 'lost'],
  ['Error', NO_FORWARDER, 'TUNNEL_LOST', 'lost'],
  ['unknown error', USBMUXD, 'TUNNEL_LOST', 'lost'],
  ['unknown error', `Cannot install the a.b application. Original error: ${USBMUXD}`, 'TUNNEL_LOST', 'lost'],
  [
    'unknown error',
    "Failed system monitor via RemoteXPC for 'x' (No tunnel found for device x.)",
    'TUNNEL_LOST',
    'lost',
  ],
  ['unknown error', 'Tunnel registry at 127.0.0.1:42314 is not reachable', 'TUNNEL_LOST', 'lost'],
  ['unknown error', 'write EPIPE', 'TUNNEL_LOST', 'lost'],
  ['unknown error', `${PROXY}connect ECONNREFUSED 127.0.0.1:35943`, 'WDA_LOST', 'lost'],
  ['unknown error', `${PROXY}socket hang up`, 'WDA_LOST', 'lost'],
  [
    'unknown error',
    'Service com.apple.instruments.dtservicehub not found in tunnel catalog for x.',
    'DEVELOPER_SERVICES_MISSING',
    'lost',
  ],
  ['Error', 'The port #8100 is occupied by an other process.', 'PORT_OCCUPIED', 'lost'],
  ['Error', 'The selected XCUITest session strategy requires macOS with Xcode. Use …', 'HOST_UNSUPPORTED', 'lost'],
  ['Error', 'Request failed with error code ECONNREFUSED', 'SERVER_GONE', 'lost'],
  ['unknown error', 'AFC error: OBJECT_NOT_FOUND for operation GET_FILE_INFO', 'FILE_MISSING', 'usable'],
  [
    'invalid argument',
    "The application with bundle identifier 'no.such' is not installed or its bundle could not be found",
    'APP_NOT_INSTALLED',
    'usable',
  ],
  [
    'unknown error',
    "The application at '/nope/app.ipa' does not exist or is not accessible",
    'ARTEFACT_MISSING',
    'usable',
  ],
  [
    'unknown error',
    "Cannot find Info.plist in '/bad.ipa'. Is it a valid application bundle?",
    'ARTEFACT_REFUSED',
    'build',
  ],
  [
    'unknown error',
    'Cannot install the a.b application. Original error: ApplicationVerificationFailed: 0xe8008015 (no profile)',
    'INSTALL_REFUSED',
    'build',
  ],
  [
    'unknown error',
    'Cannot install the a.b application. Original error: Timed out waiting for plist response after 30000ms',
    'INSTALL_STALLED',
    'usable',
  ],
  // The phone, its owner and its settings.
  [
    'unknown error',
    "The usbmuxd socket at '/var/run/usbmuxd' does not exist or is not accessible",
    'USBMUXD_MISSING',
    'lost',
  ],
  ['Error', 'connect ENOENT /var/run/usbmuxd', 'USBMUXD_MISSING', 'lost'],
  ['Error', "Unknown device or simulator UDID: '00008140-0'", 'PHONE_NOT_FOUND', 'lost'],
  ['unknown error', 'Device with UDID 00008140-0 not found', 'PHONE_NOT_FOUND', 'lost'],
  ['unknown error', 'No real devices are connected to the host', 'PHONE_NOT_FOUND', 'lost'],
  ['unknown error', 'No pair record found for specified device 00008140-0', 'NOT_PAIRED', 'lost'],
  ['unknown error', 'Lockdown GetValue failed for key "ProductVersion": InvalidHostID', 'NOT_PAIRED', 'lost'],
  ['unknown error', 'PairingDialogResponsePending', 'NOT_PAIRED', 'lost'],
  ['unknown error', 'Developer mode is not enabled on this device', 'DEVELOPER_MODE_OFF', 'lost'],
  ['unknown error', 'To use x for development, enable Developer Mode in Settings', 'DEVELOPER_MODE_OFF', 'lost'],
  ['unknown error', `Failed to launch a.b: ${NOT_UNLOCKED}`, 'PHONE_LOCKED', 'lost'],
  ['unknown error', `${START}${NOT_UNLOCKED}`, 'PHONE_LOCKED', 'lost'],
  ['unknown error', 'FBSOpenApplicationErrorDomain error 7 (Locked)', 'PHONE_LOCKED', 'lost'],
  ['unknown error', `Failed to launch a.b: ${NOT_TRUSTED}`, 'DEVELOPER_NOT_TRUSTED', 'lost'],
  ['Error', `Unable to launch WebDriverAgent. Original error: ${NOT_TRUSTED}`, 'DEVELOPER_NOT_TRUSTED', 'lost'],
  ['unknown error', 'The request to open "a.b" failed.', 'LAUNCH_FAILED', 'usable'],
  ['unknown error', 'Timed out while loading Accessibility.', 'LAUNCH_FAILED', 'usable'],
  // Files and apps of the phone.
  ['unknown error', 'Application not installed: a.b', 'APP_NOT_INSTALLED', 'usable'],
  [
    'unknown error',
    'Failed to vend into the application documents. Error: ApplicationLookupFailed',
    'APP_NOT_INSTALLED',
    'usable',
  ],
  ['unknown error', 'House Arrest vend failed: InstallationLookupFailed', 'FILE_SHARING_OFF', 'usable'],
  ['unknown error', "App 'a.b' may not have iTunes File Sharing enabled.", 'FILE_SHARING_OFF', 'usable'],
  ['unknown error', 'Remote path does not exist: /Documents/x', 'FILE_MISSING', 'usable'],
  ['unknown error', "The remote path at '/Documents/x' does not exist", 'FILE_MISSING', 'usable'],
  ['unknown error', 'AFC operation FILE_OPEN failed with PERM_DENIED (10)', 'FILE_REFUSED', 'usable'],
  // The way to WebDriverAgent, in the words of this and of older versions.
  ['unknown error', 'Could not proxy. Proxy error: Could not proxy command to the remote server', 'WDA_LOST', 'lost'],
  ['unknown error', 'Proxy request unsuccessful. socket hang up', 'WDA_LOST', 'lost'],
  ['Error', 'Unable to connect to running WebDriverAgent: timeout', 'WDA_NOT_STARTED', 'lost'],
  [
    'Error',
    'We were not able to retrieve the /status response from the WebDriverAgent server after 60000ms timeout.',
    'WDA_NOT_STARTED',
    'lost',
  ],
  ['Error', `${START}Connection was refused to port 8100`, 'WDA_NOT_STARTED', 'lost'],
  [
    'WebDriverRequestError',
    'Request timed out! Consider increasing the "connectionRetryTimeout" option.',
    'COMMAND_TIMEOUT',
    'lost',
  ],
  ['unknown error', 'Something nobody has seen before', 'APPIUM_ERROR', 'lost'],
])('%s: %s is %s', (name, message, code, meaning) => {
  const fault = classifyError(errorOf(name, message));
  expect(fault).toMatchObject({
    code,
    message,
    kind: meaning === 'build' ? 'product' : 'infrastructure',
    isSessionLost: meaning === 'lost',
  });
  expect(fault.remedy).not.toBe('');
});

test('anything that is thrown can be classified', () => {
  expect(classifyError('text')).toMatchObject({ code: 'APPIUM_ERROR', message: 'text' });
  expect(classifyError(undefined)).toMatchObject({ code: 'APPIUM_ERROR' });
});
