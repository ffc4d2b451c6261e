import type { Fault } from '#harness/domain/launch.ts';

/** What a kind of trouble means: who is to blame, whether the session is of any more use, and what a person can do. */
type FaultMeaning = Pick<Fault, 'kind'> & { readonly isSessionLost: boolean; readonly remedy: string };

const lost = { kind: 'infrastructure', isSessionLost: true } as const;
const usable = { kind: 'infrastructure', isSessionLost: false } as const;
/** The build is to blame: trying again changes nothing. */
const build = { kind: 'product', isSessionLost: false } as const;

/** What can go wrong between the harness and a phone. docs/iphone-setup.md shows this table. */
export const FAULT_CODES = {
  SESSION_LOST: {
    ...lost,
    remedy: 'Make sure that nothing else uses the phone: a second session ends the first.',
  },
  COMMAND_TIMEOUT: {
    ...lost,
    remedy: 'Check that the phone is awake and unlocked; if it is, restart it.',
  },
  SERVER_GONE: {
    ...lost,
    remedy: 'The Appium server has ended; run again. The machine may be short of memory.',
  },
  TUNNEL_LOST: {
    ...lost,
    remedy: 'Check the cable and that `appium driver run xcuitest tunnel-creation` is running; restart it if need be.',
  },
  USBMUXD_MISSING: {
    ...lost,
    remedy:
      'Start usbmuxd on this machine and check that this user may read its socket; on a Mac, reconnect the phone.',
  },
  PHONE_NOT_FOUND: {
    ...lost,
    remedy: 'Check the cable and the udid in the devices file; the phone must be switched on and connected.',
  },
  NOT_PAIRED: {
    ...lost,
    remedy: 'Unlock the phone, reconnect it and confirm “Trust This Computer”.',
  },
  PHONE_LOCKED: {
    ...lost,
    remedy: 'Unlock the phone, remove its passcode and set Auto-Lock to Never.',
  },
  PHONE_FULL: {
    ...usable,
    remedy:
      'Free space on the phone (an installation needs about three times the size of the build) and restart it when this repeats.',
  },
  PHONE_BUSY: {
    ...usable,
    remedy: 'The phone is short of memory or busy with something else; restart it when this repeats.',
  },
  DEVELOPER_MODE_OFF: {
    ...lost,
    remedy: 'Switch on Settings › Privacy & Security › Developer Mode, restart the phone and confirm.',
  },
  DEVELOPER_SERVICES_MISSING: {
    ...lost,
    remedy: 'Mount the developer disk image, after each restart of the phone (docs/iphone-setup.md, step 3).',
  },
  DEVELOPER_NOT_TRUSTED: {
    ...lost,
    remedy:
      'Trust the developer in Settings › General › VPN & Device Management, with internet access; if it is trusted, check the app’s signature.',
  },
  PROFILE_UNUSABLE: {
    ...usable,
    remedy:
      'Renew the provisioning profile, register this phone in it and sign again; a free account allows three apps on a phone and seven days.',
  },
  INSTALL_FORBIDDEN: {
    ...usable,
    remedy: 'A policy of the phone forbids it: remove the management profile or use another phone.',
  },
  WDA_NOT_STARTED: {
    ...lost,
    remedy:
      'Check that the signed WebDriverAgent is installed and trusted and that the phone is unlocked; then restart the phone.',
  },
  WDA_LOST: {
    ...lost,
    remedy: 'WebDriverAgent ended, often for lack of memory beside the app: a new session starts it again.',
  },
  PORT_OCCUPIED: {
    ...lost,
    remedy: 'Give the phone other ports in the devices file, or none to let the harness find free ones.',
  },
  HOST_UNSUPPORTED: {
    ...lost,
    remedy: 'Give the phone’s udid and osVersion in the devices file.',
  },
  HOST_DISK_FULL: {
    ...lost,
    remedy: 'Free space on this machine, in its temporary folder too.',
  },
  HOST_REFUSED: {
    ...lost,
    remedy: 'This machine denies the access: check the permissions of the file and the limit of open files.',
  },
  ARTEFACT_MISSING: {
    ...usable,
    remedy: 'The .ipa is no longer where it was: put it back and keep it there while the run lasts.',
  },
  ARTEFACT_REFUSED: {
    ...build,
    remedy: 'Check the .ipa: it must hold an app for iPhones.',
  },
  INSTALL_REFUSED: {
    ...build,
    remedy: 'Check the app’s signature, its provisioning profile and the iOS version that it needs.',
  },
  INSTALL_STALLED: {
    ...usable,
    remedy: 'Check the cable and the free space of the phone; restart the phone when it repeats.',
  },
  INSTALL_FAILED: {
    ...usable,
    remedy: 'Install the .ipa by hand (Xcode, `devicectl` or `ideviceinstaller`): if that works, restart the phone.',
  },
  LAUNCH_FAILED: {
    ...usable,
    remedy: 'Start the app by hand once: the phone shows why it does not start.',
  },
  FILE_MISSING: {
    ...usable,
    remedy: 'The app has not written the file.',
  },
  FILE_REFUSED: {
    ...usable,
    remedy: 'The phone denies access to the file: unlock the phone, and reinstall the app when this repeats.',
  },
  FILE_SHARING_OFF: {
    ...usable,
    remedy:
      'The phone does not share the app’s Documents folder; reinstall the app, and look for a policy of the phone.',
  },
  APP_NOT_INSTALLED: {
    ...usable,
    remedy: 'Somebody removed the app; the next launch installs it again.',
  },
  SERVICE_FAILED: {
    ...lost,
    remedy:
      'A service of the phone failed or did not answer: unlock the phone; restart it and the tunnel when this repeats.',
  },
  COMMAND_REFUSED: {
    ...lost,
    remedy:
      'The installed Appium does not accept what the harness asks of it: run `npm ci`, and report it if that does not help.',
  },
  PROTOCOL_ERROR: {
    ...lost,
    remedy:
      'The phone answered in a way that the driver does not understand: restart the phone; after an update of iOS, look for a newer driver.',
  },
  /** What nobody foresaw is not to be trusted with another launch; a new session costs half a second. */
  APPIUM_ERROR: {
    ...lost,
    remedy: 'The kept log of this launch shows what Appium said before it.',
  },
} as const satisfies Record<string, FaultMeaning>;

export type AppiumFaultCode = keyof typeof FAULT_CODES;
