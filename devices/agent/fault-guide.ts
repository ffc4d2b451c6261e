import type { Fault } from '#harness/domain/launch.ts';
import type { EventsFaultCode } from './events-fault.ts';

/** What a person should know of a fault: what happened, whose it is and what helps, each as sentences. */
export type FaultGuide = Pick<Fault, 'kind'> & { readonly means: string; readonly remedy: string };

const build = { kind: 'product' } as const;
const lab = { kind: 'infrastructure' } as const;
const BROKEN_FILE =
  'Run the app against docs/agent-protocol.md: the message names the line and the rule that it breaks.';

/** How the app can end before it is done, and what it may report that cannot be. */
const APP_FAULTS = {
  CRASH: {
    ...build,
    means: 'The app crashed.',
    remedy: 'Read the crash report in the kept log of the launch; it names the exception and the thread.',
  },
  WATCHDOG: {
    ...build,
    means: 'iOS ended the app because it did not respond for too long.',
    remedy: 'Keep model loading and inference off the main thread.',
  },
  JETSAM: {
    ...build,
    means: 'iOS ended the app to get memory back.',
    remedy: 'Compare peak memory with the memory of the phone; the log has the report of that moment.',
  },
  OUT_OF_MEMORY: {
    ...build,
    means: 'The process ran out of memory on the machine of the harness.',
    remedy: 'Free memory on the machine, or measure a smaller model there.',
  },
  APP_ENDED: {
    ...build,
    means: 'The app ended before it was done, and no crash report says why.',
    remedy: 'Look at the last lines that the app wrote, in the kept log; look for `exit` in the app.',
  },
  HANG: {
    ...build,
    means: 'The app still runs after the time that the launch may take, and is not done.',
    remedy: 'The message has how far it came. Raise `launchTimeoutMs` of the suite only if the app is just slow.',
  },
  IMPLAUSIBLE: {
    ...build,
    means: 'Times or sizes that the app reports contradict what was seen from outside.',
    remedy: 'Check the clock and the units of the app: nanoseconds on a monotonic clock, bytes of the process.',
  },
  FINGERPRINT_MISMATCH: {
    ...build,
    means: 'The app that ran is not the build that was sent.',
    remedy: 'Check that the app reports its own executable and model files, and that no other build takes its place.',
  },
  IMAGE_UNREADABLE: {
    ...build,
    means: 'The candidate cannot read an image that the baseline can.',
    remedy: 'The message names the image; compare how both builds decode it.',
  },
} as const satisfies Record<string, FaultGuide>;

/** Broken result files; docs/agent-protocol.md has the rule behind each. */
const EVENTS_FAULTS: Readonly<Record<Exclude<EventsFaultCode, `AGENT_${string}`>, FaultGuide>> = {
  EVENTS_EMPTY: events('The app wrote no events.'),
  EVENTS_TORN: events('The events file ends in the middle of a line, or without its last event.'),
  EVENTS_TOO_LARGE: events('The events file is larger than the harness reads.'),
  EVENTS_LINE_TOO_LONG: events('A line of the events file is longer than the protocol allows.'),
  EVENTS_ENCODING: events('A line of the events file is not UTF-8.'),
  EVENTS_MALFORMED: events('A line of the events file is not a JSON object, or a field has a wrong type or range.'),
  EVENTS_PROTOCOL: {
    ...build,
    means: 'The app speaks another version of the agent protocol.',
    remedy:
      'Update the older one, which the message names: fastvlm-bench, or the agent in the app. docs/agent-protocol.md says which speaks what.',
  },
  EVENTS_NONCE: events('The events file belongs to another launch.'),
  EVENTS_ORDER: events('Events or stages are in an impossible order.'),
  EVENTS_CLOCK: events('A span ends before it starts, or times overlap that must not.'),
  EVENTS_PLAN: events('The app did other work than the plan asked for.'),
  EVENTS_ANSWERS: events('What the app reports of its answers contradicts itself.'),
  EVENTS_COUNT: events('Some events are missing.'),
  EVENTS_HASH: events('The file that arrived is not the one that the app wrote.'),
};

/** What the app gave up with by itself. */
const AGENT_FAULTS = {
  AGENT_DATA_MISSING: {
    ...lab,
    means: 'The app did not find an image that it was asked about.',
    remedy: 'Nothing to do once: the images are sent again. If it repeats, free space on the phone.',
  },
  AGENT_DEADLINE: {
    ...build,
    means: 'The app gave up because its time was up.',
    remedy: 'As for [HANG](#hang).',
  },
  AGENT_OUT_OF_MEMORY: {
    ...build,
    means: 'The app gave up because it could get no more memory.',
    remedy: 'As for [JETSAM](#jetsam).',
  },
  AGENT_STORAGE_FULL: {
    ...lab,
    means: 'The app gave up because the phone has no room for the events.',
    remedy: 'Free space on the phone.',
  },
  /** Whatever else an app calls its error. */
  AGENT_: {
    ...build,
    means: 'The app gave up with an error of its own, whose name follows `AGENT_`.',
    remedy: 'The message is the app’s; look the name up in its code.',
  },
} as const satisfies Record<string, FaultGuide>;

/** What can go wrong on the machine of the harness. */
const MACHINE_FAULTS = {
  KILLED: {
    ...lab,
    means: 'Somebody or something on this machine ended the app.',
    remedy: 'Look at what else runs on the machine, such as a limit of the CI job.',
  },
  HOST_FAILED: {
    ...lab,
    means: 'The app on this machine could not be prepared, started or read.',
    remedy: 'Look at the free space and the rights of the temporary folder (TMPDIR).',
  },
  DEVICE_LOST: {
    ...lab,
    means: 'The phone did not report its state.',
    remedy: 'Check the cable, and that the phone is awake; `run --resume FOLDER` continues the run.',
  },
} as const satisfies Record<string, FaultGuide>;

/** The faults of a launch on any platform, in the order in which a guide shows them. */
export const FAULT_GUIDES = {
  'The app': APP_FAULTS,
  'The events file': EVENTS_FAULTS,
  'Errors that the app reports': AGENT_FAULTS,
  'This machine': MACHINE_FAULTS,
} as const satisfies Record<string, Readonly<Record<string, FaultGuide>>>;

function events(means: string): FaultGuide {
  return { ...build, means, remedy: BROKEN_FILE };
}
