import { any, type FaultRule } from './fault-rule.ts';
import { isPackageRefused } from './install-verdicts.ts';
import { PHONE_RULES } from './phone-rules.ts';

/** The driver wraps everything that goes wrong after an upload began: the wrapper itself blames nobody. */
const INSTALL_WRAPPER = /Cannot install the .* application|Failed installing:|not properly signed for this device/;

/**
 * The first rule that matches decides. What is wrong deeper down stands first, because messages quote one another. Only
 * two rules blame the build: INSTALL_REFUSED for what the phone says of the package, ARTEFACT_REFUSED for what the
 * driver finds in it. Whatever no rule knows is the lab's.
 */
export const FAULT_RULES: readonly FaultRule[] = [
  {
    code: 'SESSION_LOST',
    errors: ['invalid session id'],
    matches: any(
      /A session is either terminated or not started/,
      /The driver was unexpectedly shut down/,
      /The session with id '.*' does not exist/,
      /after session has been deleted/,
      /New Command Timeout of/,
    ),
  },
  {
    code: 'COMMAND_TIMEOUT',
    errors: ['timeout'],
    matches: any(
      /The driver did not receive any response from the/,
      /The device gave no answer/,
      /Request timed out!/,
      /Request failed with error code (?:ETIMEDOUT|UND_ERR_HEADERS_TIMEOUT)/,
    ),
  },
  {
    code: 'SERVER_GONE',
    matches: any(/Request failed with error code/, /Failed to fetch \[/, /fetch failed|other side closed|UND_ERR/),
  },

  ...PHONE_RULES,

  // The way to the phone.
  {
    code: 'USBMUXD_MISSING',
    matches: any(
      /The usbmuxd socket at .* does not exist/,
      /Failed to connect to usbmuxd|usbmuxd is not running/i,
      /(?:ENOENT|ECONNREFUSED|EACCES).*usbmux/,
    ),
  },
  {
    code: 'TUNNEL_LOST',
    matches: any(
      /Tunnel registry|Failed to (?:fetch|refresh|delete|update) .*(?:tunnel|registry|service catalog|devices)/,
      /No tunnel found for device|Tunnel \S+ is not ready|ERR_TUNNEL_AVAILABILITY/,
      /RemoteXPC (?:tunnel |lockdown )?(?:is not|is required|did not)|via RemoteXPC is required/,
      /appium-ios-remotexpc (?:is not available|module cannot be loaded)/,
      // What the driver says when it falls back to the path of iOS 17 and older.
      /usbmuxd socket path .* does not exist/,
    ),
  },
  {
    code: 'DEVELOPER_SERVICES_MISSING',
    matches: any(
      /not found in tunnel catalog|InvalidService|MissingManifestError/,
      /Have you mounted the Developer Image|Developer Disk Image|bless service hub/i,
    ),
  },
  {
    code: 'PORT_OCCUPIED',
    matches: any(/The port #\d+ is occupied by an other process|EADDRINUSE|Cannot ensure MJPEG broadcast/),
  },
  {
    code: 'WDA_NOT_STARTED',
    matches: any(
      /Unable to (?:start|launch) WebDriverAgent|Unable to connect to running WebDriverAgent/,
      /Failed to (?:start|launch) the preinstalled WebDriverAgent|The prebuilt WebDriverAgent app/,
      /WDA was not ready in|not able to retrieve the \/status response/,
      /Failed to launch process: \{"NSCode"|xcodebuild failed with code|xcodebuild (?:is not|subprocess was not)/,
      /enabling automation mode|initialize for UI testing|Enable UI Automation|Not authorized for performing UI testing/,
    ),
  },
  {
    code: 'WDA_LOST',
    matches: any(
      /Could not proxy\b|Proxy request unsuccessful|without WDA proxy active|WebDriverAgent is not initialized/,
      /noSessionProxy (?:is not available|was not initialized)/,
    ),
  },
  {
    code: 'HOST_UNSUPPORTED',
    matches: any(
      /requires? macOS|requires? an explicit real-device|requires a real device with RemoteXPC|real-device 'appium:udid' is required/,
      /'(?:appium:)?platformVersion'|requires? iOS\/tvOS \d+ or newer|udid capability is required/,
      /[Cc]apabilities (?:were|argument was) not valid|could not find support for platformName/,
      /Could not find (?:installed driver|a driver)|Could not load the driver|Node version must be at least/,
    ),
  },

  // The package on this machine.
  {
    code: 'ARTEFACT_MISSING',
    matches: any(
      /The (?:application|file) at '.*' does not exist or is not accessible/,
      /ENOENT.*\.(?:ipa|app)\b|Could not find app at|ZIP file path is required/,
    ),
  },
  { code: 'HOST_REFUSED', matches: any(/\b(?:EACCES|EPERM|EMFILE|ENFILE|EROFS|EISDIR|ENOENT|EIO)\b/) },
  {
    code: 'ARTEFACT_REFUSED',
    matches: any(
      /Cannot (?:find|extract|parse) .* (?:in|from|of) '.*'\. Is it a valid application bundle/,
      /architecture is not supported by/,
    ),
  },

  // What the phone says of the package; then all else that may come between.
  { code: 'INSTALL_REFUSED', matches: isPackageRefused },
  {
    code: 'PHONE_BUSY',
    matches: any(/\b(?:NO_MEM|OBJECT_BUSY|OP_WOULD_BLOCK|OP_IN_PROGRESS)\b|ServiceLimit|Too many instances of this/),
  },
  {
    code: 'TUNNEL_LOST',
    matches: any(
      /\b(?:ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|ENOTCONN|E(?:HOST|NET)(?:UNREACH|DOWN))\b/,
      /Original error: .*(?:ECONNREFUSED|socket hang up)/,
      /AFC (?:operation \S+ timed out|demux|socket|connection)|readExact timeout/,
      /\b(?:OP_TIMEOUT|SERVICE_NOT_CONNECTED|MUX_ERROR|IO_ERROR|READ_ERROR|WRITE_ERROR|OP_INTERRUPTED)\b/,
      /RemoteXPC (?:connection timed out|socket)|Connection was refused to port/,
      /[Ss]ocket (?:is |was )?(?:closed|destroyed|disconnected|not |timeout|error)|TLS socket error|ssl handshake/,
      /[Cc]onnection (?:is )?(?:closed|failed|timed out|timeout|not open)|Service closed|[Rr]ead aborted|Receive aborted/,
      /Timed out after \d+ms (?:connecting|during|waiting for (?:inbound|reply))|Response timeout after/,
      /Peer sent (?:GOAWAY|RST_STREAM)|Not connected or services not available|Neither IP address nor hostname/,
    ),
  },
  {
    code: 'INSTALL_STALLED',
    matches: any(
      /Timed out waiting for (?:plist response|zip_conduit)|value of 'appPushTimeout'/,
      /Failed to receive any data within the|Operation exceeded maximum duration/,
      /Timed out after .*(?:while pushing|while pulling)/,
    ),
  },
  { code: 'INSTALL_FAILED', matches: any(INSTALL_WRAPPER) },

  // Files and apps of the phone.
  {
    code: 'APP_NOT_INSTALLED',
    matches: any(
      /[Aa]pplication not installed|is not installed or its bundle could not be found|ApplicationLookupFailed/,
      /App with bundle identifier '.*' unknown|cannot be found on the device\. Is it installed/,
      /FBSApplicationLibrary\) returned nil|Target app not found|[Aa]pp(?:lication)? \S+ is not installed/,
    ),
  },
  {
    code: 'FILE_MISSING',
    matches: any(
      /OBJECT_NOT_FOUND|does not exist on the device/,
      /[Rr]emote (?:path|file|folder|\w+ at).* (?:does not|doesn.t) exist|Remote path does not exist/,
    ),
  },
  {
    code: 'FILE_SHARING_OFF',
    matches: any(
      /may not have iTunes File Sharing enabled|InstallationLookupFailed/,
      /vend into the application|House Arrest vend failed/,
    ),
  },
  {
    code: 'FILE_REFUSED',
    matches: any(
      /\b(?:PERM_DENIED|OBJECT_IS_DIR|OBJECT_EXISTS|DIR_NOT_EMPTY|OP_NOT_SUPPORTED|TOO_MUCH_DATA)\b/,
      /It is expected that remote path points to a file/,
    ),
  },
  {
    code: 'CONDITION_ACTIVE',
    matches: any(/[Cc]ondition inducer (?:is already running|has been started)|condition is already active/),
  },
  {
    code: 'THERMAL_NOT_FORCED',
    matches: any(/Condition inducer '.*' cannot be enabled|Enable condition inducer error|availableConditionInducers/),
  },
  {
    code: 'LAUNCH_FAILED',
    matches: any(
      /Failed to (?:launch|activate|open) \S+|Unable to launch \S+|request to open .* failed|FBSOpenApplication/,
      /possibly crashed|crashed (?:on|at|during) launch|loading Accessibility|state is still not running/,
    ),
  },
  { code: 'SERVER_GONE', matches: any(/ECONNREFUSED|socket hang up/) },

  {
    code: 'SERVICE_FAILED',
    matches: any(
      /Service start failed|lockdown service failed|Service didnt return a port|No response received from service/,
      /AFC operation \S+ failed|f(?:read|write) .*(?:error|failed)|Lockdown GetValue|IORegistry query failed/,
      /Handshake (?:failed|not complete)|No services received|Not connected to|is not connected|not available for app lookup/,
      /CoreDevice .*(?:failed|returned no output)|Failed to (?:list directory|look up installed apps|read lockdown)/,
      /Could not push the file|House Arrest|maximum duration|No notification received|is not initialized/,
    ),
  },
  {
    code: 'COMMAND_TIMEOUT',
    matches: any(/timed out after|[Tt]imed out|did not (?:start|respond) within|Condition unmet after/),
  },

  // By their words alone: what the driver does not accept from the harness, and what it does not understand of a phone.
  {
    code: 'COMMAND_REFUSED',
    matches: any(
      /\b(?:must (?:be|have|contain|not|exist|include|comply|provide|implement)|(?:is|are) (?:expected|mandatory|required))\b/,
      /\b(?:is|are|not yet) (?:not |un)?(?:supported|implemented)|should (?:be|not)|can(?:not)? only be|only supported\b/,
      /\b(?:arguments?|parameters?|capabilit(?:y|ies)|capability|options?|Unsupported|deprecated|not (?:yet )?been implemented)\b/,
    ),
  },
  {
    code: 'PROTOCOL_ERROR',
    matches: any(
      /\b(?:Invalid|Unexpected|Malformed|Expected|Incomplete|Incorrect|Unsupported|Unhandled)\b|desync|PROTOCOL_ERROR/,
      /\b(?:Failed to (?:parse|decode|encode|create|perform|generate)|too (?:short|small|long|large|big)|exceeds?|truncated)\b/,
      /\bUnknown (?!error)|No \w+ (?:response|data|message)|Did not know (?:how|what)|Cannot (?:parse|interpret)/,
    ),
  },
];
