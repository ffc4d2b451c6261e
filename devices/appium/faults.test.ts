import { expect, test } from 'vitest';
import { type AppiumFaultCode, classifyError } from './faults.ts';

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

test.each<[string, string, AppiumFaultCode, 'lost' | 'usable' | 'build']>([
  ['invalid session id', 'A session is either terminated or not started', 'SESSION_LOST', 'lost'],
  [
    'timeout',
    "The driver did not receive any response from the 'mobileQueryAppState' command within 2000 ms",
    'COMMAND_TIMEOUT',
    'lost',
  ],
  ['Error', 'The phone gave no answer within 60000 ms', 'COMMAND_TIMEOUT', 'lost'],
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
    'ARTEFACT_REFUSED',
    'build',
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
