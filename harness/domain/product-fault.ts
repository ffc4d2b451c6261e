/** What is known of a code of product fault. */
type FaultMeaning = {
  /** What a launch with it did, in the past tense: `3 of 25 launches crashed`. */
  readonly did: string;
  /**
   * Whether one is proof. It is where the fault is a property of the package: every launch of the same package has it,
   * so chance has no part in it. What a process does while it runs comes at a rate, however sure its cause is: a crash
   * at every launch shows in the rate too.
   */
  readonly isCertain: boolean;
};

const OTHER: FaultMeaning = { did: 'failed', isCertain: false };
const CERTAIN: FaultMeaning = { ...OTHER, isCertain: true };
const byChance = (did: string): FaultMeaning => ({ did, isCertain: false });

/** The codes of product faults that mean more than that a launch failed. A driver may have others; these come by chance. */
const PRODUCT_FAULTS: Readonly<Record<string, FaultMeaning>> = {
  ARTEFACT_REFUSED: CERTAIN,
  INSTALL_REFUSED: CERTAIN,
  FINGERPRINT_MISMATCH: CERTAIN,
  IMAGE_UNREADABLE: CERTAIN,
  EVENTS_PROTOCOL: CERTAIN,
  CRASH: byChance('crashed'),
  WATCHDOG: byChance('stopped responding'),
  JETSAM: byChance('ran out of memory'),
  OUT_OF_MEMORY: byChance('ran out of memory'),
  AGENT_OUT_OF_MEMORY: byChance('ran out of memory'),
  APP_ENDED: byChance('ended too early'),
  HANG: byChance('hung'),
  IMPLAUSIBLE: byChance('reported impossible values'),
};

/** Result files that are broken: by a race or an end in the middle of a line, so not in every launch. */
const BROKEN_FILE = byChance('wrote a broken result file');

/** Whether one fault of this code proves that the package is broken. */
export function isCertainFault(code: string): boolean {
  return meaningOf(code).isCertain;
}

/** What launches with faults of these codes did, after their number; `failed` where they did different things. */
export function didText(codes: readonly string[]): string {
  const [first, ...others] = new Set(codes.map((code) => meaningOf(code).did));
  return first === undefined || others.length > 0 ? OTHER.did : first;
}

function meaningOf(code: string): FaultMeaning {
  if (Object.hasOwn(PRODUCT_FAULTS, code)) return PRODUCT_FAULTS[code] ?? OTHER;
  return code.startsWith('EVENTS_') ? BROKEN_FILE : OTHER;
}
