import { any, type FaultRule } from './fault-rule.ts';
import { PROFILE_CODES } from './install-verdicts.ts';

/** The state of the phone and of its relation to this machine, whoever reports it and while whatever was done. */
export const PHONE_RULES: readonly FaultRule[] = [
  {
    code: 'PHONE_LOCKED',
    matches: any(
      /PasswordProtected|DeviceLocked|EscrowLocked/,
      /(?:device|phone|iPhone) (?:is|was) (?:currently )?(?:pass(?:code|word)[ -])?locked/i,
      /was not, or could not be, unlocked|must be unlocked|[Uu]nlock (?:the |your )?(?:device|phone|iPhone)/,
      /until (?:the )?first unlock|Check if the device is locked/,
      /FBSOpenApplication.*\bLocked\b/,
    ),
  },
  { code: 'HOST_DISK_FULL', matches: any(/ENOSPC|EDQUOT/) },
  {
    code: 'PHONE_FULL',
    matches: any(
      /NO_SPACE_LEFT|NO_RESOURCES|NoSpace\b|NotEnoughSpace|InsufficientS(?:pace|torage)|OutOfSpace/,
      /\b(?:no|not enough|insufficient|out of|low on)(?: \w+){0,3} (?:space|storage)\b/i,
      /(?:disk|storage|device) (?:is |almost )*full/i,
      /0xe80000(?:c0|db)\b/i,
    ),
  },
  {
    code: 'DEVELOPER_MODE_OFF',
    matches: any(
      /developer ?mode[^.]{0,40}\b(?:disabled|off|not enabled|required|cannot be enabled)\b/i,
      /(?:enable|turn on|switch on|requires?) developer ?mode/i,
      /0xe800802b\b/i,
    ),
  },
  {
    code: 'NOT_PAIRED',
    matches: any(
      /pair(?:ing)? records?|not paired|first pair with|no longer paired|trust this computer/i,
      /(?:Missing|Invalid)(?:PairRecord|HostID)|UserDeniedPairing|Pairing(?:DialogResponsePending|Prohibited)/,
      /pair record or certificates/,
    ),
  },
  {
    code: 'PHONE_NOT_FOUND',
    matches: any(
      /Unknown device or simulator UDID|Could not find the expected device|No real devices are connected/,
      /[Dd]evice (?:with (?:UDID|identifier) )?'?[\w-]+'? (?:was )?not found/,
      /No devices (?:connected|found)|Unable to find a device|DeviceDisconnected|DeviceNotFound/,
      /device (?:is |was )?(?:no longer|not) (?:connected|attached)/i,
      /0xe80000(?:84|6b)\b/i,
    ),
  },
  {
    code: 'DEVELOPER_NOT_TRUSTED',
    matches: any(
      /explicitly trust|has not been trusted|is not trusted|[Uu]ntrusted (?:enterprise )?developer/,
      /requires? (?:online|network) (?:authori[sz]ation|validation)|[Uu]nable to verify app/i,
      /0xe80080(?:25|26)\b/i,
    ),
  },
  {
    code: 'INSTALL_FORBIDDEN',
    matches: any(
      /InstallProhibited|AppBlacklisted|AppDenylisted|ProhibitedBySupervision|[Rr]ejected by policy/,
      /(?:prohibited|forbidden|restricted) by (?:a )?(?:policy|profile)|not allowed to be installed/i,
      /0xe800801d\b/i,
    ),
  },
  {
    code: 'PROFILE_UNUSABLE',
    matches: any(
      PROFILE_CODES,
      /profile (?:has |is |was )?(?:expired|banned|revoked)|expired (?:provisioning )?profile/i,
      /profile cannot be installed on this device|maximum number of (?:\w+ )?apps/i,
      /(?:identity|certificate) .*(?:no longer valid|revoked|expired)/i,
    ),
  },
];
