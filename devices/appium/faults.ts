import type { Fault } from '#harness/domain/launch.ts';

/** A failed command in the terms of the harness. */
export type AppiumFault = Fault & {
  readonly code: AppiumFaultCode;
  readonly remedy: string;
  /** The session is of no more use; a new one may be. */
  readonly isSessionLost: boolean;
};

/** What can go wrong between the harness and a phone; RULES holds what each looks like and what to do about it. */
export type AppiumFaultCode =
  | 'SESSION_LOST'
  | 'COMMAND_TIMEOUT'
  | 'SERVER_GONE'
  | 'TUNNEL_LOST'
  | 'DEVELOPER_SERVICES_MISSING'
  | 'WDA_NOT_STARTED'
  | 'WDA_LOST'
  | 'FILE_MISSING'
  | 'FILE_SHARING_OFF'
  | 'APP_NOT_INSTALLED'
  | 'ARTEFACT_REFUSED'
  | 'INSTALL_STALLED'
  | 'INSTALL_REFUSED'
  | 'PORT_OCCUPIED'
  | 'HOST_UNSUPPORTED'
  | 'APPIUM_ERROR';

type Rule = Pick<AppiumFault, 'kind' | 'code' | 'remedy' | 'isSessionLost'> & {
  /** W3C error codes; they are looked at before any message. */
  readonly errors?: readonly string[];
  readonly message?: RegExp;
};

const lost = { kind: 'infrastructure', isSessionLost: true } as const;
const usable = { kind: 'infrastructure', isSessionLost: false } as const;
/** The build is to blame: trying again changes nothing. */
const build = { kind: 'product', isSessionLost: false } as const;

/** The first rule that matches decides: what is wrong deeper down stands first, because messages quote one another. */
const RULES: readonly Rule[] = [
  {
    ...lost,
    code: 'SESSION_LOST',
    errors: ['invalid session id'],
    message: /A session is either terminated or not started|The driver was unexpectedly shut down/,
    remedy: 'Make sure that nothing else holds the phone: a second session takes it away from the first.',
  },
  {
    ...lost,
    code: 'COMMAND_TIMEOUT',
    errors: ['timeout'],
    message: /The driver did not receive any response from the|gave no answer within \d+ ms/,
    remedy: 'Check that the phone is awake and unlocked; if it is, restart it.',
  },
  {
    ...lost,
    code: 'TUNNEL_LOST',
    message: new RegExp(
      [
        'Tunnel registry port not found',
        'Tunnel registry at \\S+ is not reachable',
        'No tunnel found for device',
        'RemoteXPC (?:tunnel )?is not available',
        'ERR_TUNNEL_AVAILABILITY',
        // What the driver says when it falls back to the path of iOS 17 and older.
        'usbmuxd socket path .* does not exist',
        'Connection timed out after \\d+ms',
        // The connection to a service broke in the middle of an exchange.
        'ECONNRESET',
        'EPIPE',
        'E(?:HOST|NET)UNREACH',
        'AFC (?:demux|socket|connection)',
        'Socket (?:closed|is closed)',
      ].join('|'),
    ),
    remedy:
      'Check the cable and that `appium driver run xcuitest tunnel-creation` is running; start it again if need be.',
  },
  {
    ...lost,
    code: 'DEVELOPER_SERVICES_MISSING',
    message: /not found in tunnel catalog|InvalidService|Have you mounted the Developer Image/,
    remedy: 'Switch on Developer Mode and mount the developer disk image (docs/iphone-setup.md, step 3).',
  },
  {
    ...lost,
    code: 'PORT_OCCUPIED',
    message: /The port #\d+ is occupied by an other process|EADDRINUSE/,
    remedy: 'Give the phone other ports in the devices file, or none to let free ones be found.',
  },
  {
    ...lost,
    code: 'WDA_NOT_STARTED',
    message: new RegExp(
      [
        'Unable to (?:start|launch) WebDriverAgent',
        'Failed to start the preinstalled WebDriverAgent',
        'Failed to launch process: \\{"NSCode"',
        'xcodebuild failed with code',
        'Timed out while enabling automation mode',
      ].join('|'),
    ),
    remedy:
      'Check that the signed WebDriverAgent is installed and trusted and that the phone is unlocked; then restart it.',
  },
  {
    ...lost,
    code: 'WDA_LOST',
    message: /Could not proxy command to the remote server/,
    remedy: 'WebDriverAgent died, often for want of memory beside the app: a new session starts it again.',
  },
  {
    ...lost,
    code: 'HOST_UNSUPPORTED',
    message: /requires macOS with Xcode|requires an explicit real-device|requires 'appium:platformVersion'/,
    remedy: 'Give the phone’s udid and platformVersion in the devices file.',
  },
  {
    ...lost,
    code: 'SERVER_GONE',
    message: /ECONNREFUSED|socket hang up|fetch failed|UND_ERR|other side closed/,
    remedy: 'The Appium server is gone: run again, and look into its log when that repeats.',
  },
  {
    ...usable,
    code: 'FILE_MISSING',
    message: /OBJECT_NOT_FOUND|does not exist on the device/,
    remedy: 'The app has not written the file.',
  },
  {
    ...build,
    code: 'FILE_SHARING_OFF',
    message: /may not have iTunes File Sharing enabled|InstallationLookupFailed/,
    remedy: 'Set UIFileSharingEnabled to true in the app’s Info.plist.',
  },
  {
    ...usable,
    code: 'APP_NOT_INSTALLED',
    message:
      /is not installed or its bundle could not be found|App with bundle identifier '.*' unknown|ApplicationLookupFailed/,
    remedy: 'Somebody removed the app; the next launch installs it again.',
  },
  {
    ...build,
    code: 'ARTEFACT_REFUSED',
    message: /does not exist or is not accessible|Cannot find Info\.plist in|architecture is not supported by/,
    remedy: 'Check the .ipa: it must lie on this machine and hold an app for iPhones.',
  },
  {
    ...usable,
    code: 'INSTALL_STALLED',
    message:
      /Timed out waiting for plist response|value of 'appPushTimeout'|Failed to receive any data within the timeout/,
    remedy: 'Check the cable and the free space of the phone; restart the phone when it repeats.',
  },
  {
    ...build,
    code: 'INSTALL_REFUSED',
    message: /Cannot install the .* application|not properly signed for this device|0xe80\w{5}/,
    remedy: 'Check the app’s signature, its provisioning profile and the iOS version that it needs.',
  },
];

/** What nobody foresaw is not to be trusted with another launch; a new session costs half a second. */
const OTHER: Rule = { ...lost, code: 'APPIUM_ERROR', remedy: 'Look into the log of Appium.' };

/** Says what an error of WebdriverIO means; its name is the W3C error code, its message quotes the driver's. */
export function classifyError(error: unknown): AppiumFault {
  const name = error instanceof Error ? error.name : '';
  const message = error instanceof Error ? error.message : String(error);
  const rule =
    RULES.find(({ errors }) => errors?.includes(name) === true) ??
    RULES.find((candidate) => candidate.message?.test(message) === true) ??
    OTHER;
  const { kind, code, remedy, isSessionLost } = rule;
  return { kind, code, remedy, isSessionLost, message: withoutWrapping(message) };
}

/** Drops what WebdriverIO adds to the driver's own sentence. */
function withoutWrapping(message: string): string {
  return message.replace(/^WebDriverError: /, '').replace(/ when running "[^"]+" with method "[A-Z]+"[\s\S]*$/, '');
}
