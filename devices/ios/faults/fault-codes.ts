import type { Fault } from '#harness/domain/launch.ts';

/** What a kind of trouble means: who is to blame, whether the session is of any more use, and what a person can do. */
type FaultMeaning = Pick<Fault, 'kind'> & {
  readonly isSessionLost: boolean;
  /** What happened, as a sentence. */
  readonly means: string;
  readonly remedy: string;
};

const lost = { kind: 'infrastructure', isSessionLost: true } as const;
const usable = { kind: 'infrastructure', isSessionLost: false } as const;
/** The build is to blame: trying again changes nothing. */
const build = { kind: 'product', isSessionLost: false } as const;

/** What can go wrong between the harness and a phone. docs/troubleshooting.md shows this table. */
export const FAULT_CODES = {
  SESSION_LOST: {
    ...lost,
    means: 'The session with the phone ended while it was in use.',
    remedy: 'Make sure that nothing else uses the phone: a second session ends the first.',
  },
  COMMAND_TIMEOUT: {
    ...lost,
    means: 'The phone, or the driver, did not answer a command in time.',
    remedy: 'Check that the phone is awake and unlocked; if it is, restart it.',
  },
  SERVER_GONE: {
    ...lost,
    means: 'Nothing answers where the Appium server was.',
    remedy: 'The Appium server has ended; run again. The machine may be short of memory.',
  },
  TUNNEL_LOST: {
    ...lost,
    means: 'The way to the phone broke: the tunnel of iOS 18 and newer, or the connection through it.',
    remedy: 'Check the cable and that `appium driver run xcuitest tunnel-creation` is running; restart it if need be.',
  },
  USBMUXD_MISSING: {
    ...lost,
    means: 'The service that talks to phones over USB does not run, or may not be used.',
    remedy:
      'Start usbmuxd on this machine and check that this user may read its socket; on a Mac, reconnect the phone.',
  },
  PHONE_NOT_FOUND: {
    ...lost,
    means: 'No phone with this udid is connected.',
    remedy: 'Check the cable and the udid in the devices file; the phone must be switched on and connected.',
  },
  NOT_PAIRED: {
    ...lost,
    means: 'The phone does not trust this machine, or has forgotten it.',
    remedy: 'Unlock the phone, reconnect it and confirm “Trust This Computer”.',
  },
  PHONE_LOCKED: {
    ...lost,
    means: 'The phone is locked, so that it starts no app and shares no file.',
    remedy: 'Unlock the phone, remove its passcode and set Auto-Lock to Never.',
  },
  PHONE_FULL: {
    ...usable,
    means: 'The phone has no room for the build or for its files.',
    remedy:
      'Free space on the phone (an installation needs about three times the size of the build) and restart it when this repeats.',
  },
  PHONE_BUSY: {
    ...usable,
    means: 'A service of the phone refused the work because it had too much of it or too little memory.',
    remedy: 'The phone is short of memory or busy with something else; restart it when this repeats.',
  },
  DEVELOPER_MODE_OFF: {
    ...lost,
    means: 'Developer Mode is off, without which a phone runs no app that was signed for development.',
    remedy: 'Switch on Settings › Privacy & Security › Developer Mode, restart the phone and confirm.',
  },
  DEVELOPER_SERVICES_MISSING: {
    ...lost,
    means: 'The services that start and watch apps are not there: they come from the developer disk image.',
    remedy: 'Mount the developer disk image, after each restart of the phone (docs/iphone-setup.md, step 3).',
  },
  DEVELOPER_NOT_TRUSTED: {
    ...lost,
    means: 'The phone does not trust the developer who signed the app, or could not verify that.',
    remedy:
      'Trust the developer in Settings › General › VPN & Device Management, with internet access; if it is trusted, check the app’s signature.',
  },
  PROFILE_UNUSABLE: {
    ...usable,
    means: 'The provisioning profile is not valid on this phone today: expired, another phone, too many apps.',
    remedy:
      'Renew the provisioning profile, register this phone in it and sign again; a free account allows three apps on a phone and seven days.',
  },
  INSTALL_FORBIDDEN: {
    ...usable,
    means: 'A rule of the phone does not allow the app.',
    remedy: 'A policy of the phone forbids it: remove the management profile or use another phone.',
  },
  WDA_NOT_STARTED: {
    ...lost,
    means: 'WebDriverAgent, the app through which Appium steers the phone, did not start.',
    remedy:
      'Check that the signed WebDriverAgent is installed and trusted and that the phone is unlocked; then restart the phone.',
  },
  WDA_LOST: {
    ...lost,
    means: 'WebDriverAgent started and then stopped answering.',
    remedy: 'WebDriverAgent ended, often for lack of memory beside the app: a new session starts it again.',
  },
  PORT_OCCUPIED: {
    ...lost,
    means: 'Another process holds a port that the driver wanted.',
    remedy: 'Give the phone other ports in the devices file, or none to let the harness find free ones.',
  },
  HOST_UNSUPPORTED: {
    ...lost,
    means: 'The driver cannot do on this machine what it was asked, or knows too little about the phone.',
    remedy: 'Give the phone’s udid and osVersion in the devices file.',
  },
  HOST_DISK_FULL: {
    ...lost,
    means: 'This machine has no room left.',
    remedy: 'Free space on this machine, in its temporary folder too.',
  },
  HOST_REFUSED: {
    ...lost,
    means: 'The operating system of this machine refused access to a file, or has no file handle left.',
    remedy: 'This machine denies the access: check the permissions of the file and the limit of open files.',
  },
  ARTEFACT_MISSING: {
    ...usable,
    means: 'The file of the build is not where it was when the run began.',
    remedy: 'The .ipa is no longer where it was: put it back and keep it there while the run lasts.',
  },
  ARTEFACT_REFUSED: {
    ...build,
    means: 'The driver found no app for iPhones in the package.',
    remedy: 'Check the .ipa: it must hold an app for iPhones.',
  },
  INSTALL_REFUSED: {
    ...build,
    means: 'iOS looked at the package and refused it, for a reason that holds on every phone.',
    remedy: 'Check the app’s signature, its provisioning profile and the iOS version that it needs.',
  },
  INSTALL_STALLED: {
    ...usable,
    means: 'The transfer of the build to the phone stopped.',
    remedy: 'Check the cable and the free space of the phone; restart the phone when it repeats.',
  },
  INSTALL_FAILED: {
    ...usable,
    means: 'The installation failed for a reason that nothing in the error text names.',
    remedy: 'Install the .ipa by hand (Xcode, `devicectl` or `ideviceinstaller`): if that works, restart the phone.',
  },
  LAUNCH_FAILED: {
    ...usable,
    means: 'The app was installed and did not start.',
    remedy: 'Start the app by hand once: the phone shows why it does not start.',
  },
  CONDITION_ACTIVE: {
    ...lost,
    means: 'A condition is switched on already that makes the phone pretend another state than its own.',
    remedy:
      'Switch it off where it was switched on, such as in Xcode (Window › Devices and Simulators), or restart the phone.',
  },
  THERMAL_NOT_FORCED: {
    ...lost,
    means: 'The phone did not take on the thermal state that the pass forces, or did not report it.',
    remedy:
      'Mount the developer disk image (docs/iphone-setup.md, step 3) and restart the phone; if it still refuses, measure suites that force no state there.',
  },
  FILE_MISSING: {
    ...usable,
    means: 'A file that the app should have written is not there.',
    remedy: 'Look in the kept log of the launch for why the app did not write it.',
  },
  FILE_REFUSED: {
    ...usable,
    means: 'The phone denied access to a file of the app.',
    remedy: 'The phone denies access to the file: unlock the phone, and reinstall the app when this repeats.',
  },
  FILE_SHARING_OFF: {
    ...usable,
    means: 'The phone does not hand out the app’s files.',
    remedy:
      'The phone does not share the app’s Documents folder; reinstall the app, and look for a policy of the phone.',
  },
  APP_NOT_INSTALLED: {
    ...usable,
    means: 'The app is no longer on the phone.',
    remedy: 'Somebody removed the app; the next launch installs it again.',
  },
  SERVICE_FAILED: {
    ...lost,
    means: 'A service of the phone did not start or broke off.',
    remedy:
      'A service of the phone failed or did not answer: unlock the phone; restart it and the tunnel when this repeats.',
  },
  COMMAND_REFUSED: {
    ...lost,
    means: 'Appium or its driver refused what the harness asked of it.',
    remedy:
      'The installed Appium does not accept what the harness asks of it: run `npm ci`, and report it if that does not help.',
  },
  PROTOCOL_ERROR: {
    ...lost,
    means: 'An answer of the phone could not be understood.',
    remedy:
      'The phone answered in a way that the driver does not understand: restart the phone; after an update of iOS, look for a newer driver.',
  },
  /** What nobody foresaw is not to be trusted with another launch; a new session costs half a second. */
  APPIUM_ERROR: {
    ...lost,
    means: 'An error that no rule knows.',
    remedy: 'The kept log of this launch shows what Appium said before it.',
  },
} as const satisfies Record<string, FaultMeaning>;

export type AppiumFaultCode = keyof typeof FAULT_CODES;
