import { z } from 'zod';
import type { AppEnd } from '#devices/agent/app-host.ts';

/** What a crash report says about the end of an app. */
export type EndReport = AppEnd & { readonly code: 'CRASH' | 'WATCHDOG' | 'JETSAM' | 'APP_ENDED' | 'PHONE_FULL' };

/** The launch whose end needs an explanation. */
export type EndedApp = {
  readonly bundleId: string;
  /** Name of the process; null when it is not known. */
  readonly executable: string | null;
  /** LC_UUID of the executable, where it has one. */
  readonly binaryUuid: string;
  /** When the harness began the launch; an older process belongs to an earlier launch. */
  readonly launchedAt: Date;
};

/** Kinds of report (`bug_type`). All others, such as 385 for a fault that the process survived, end no app. */
const CRASHES: ReadonlySet<string> = new Set(['309', '109']);
const JETSAM = '298';
/** The kernel keeps this many characters of a process's name. */
const MAX_PROCESS_NAME = 32;
/** How far the clocks of phone and host may differ. */
export const CLOCK_SKEW_MS = 2_000;
/** The code with which iOS ends an app whose main thread was busy for too long. */
const WATCHDOG_CODE = 0x8badf00d;
/** The one reason of jetsam that says nothing about the app: the phone has no storage left. */
const NO_STORAGE = 'disk-space-shortage';

const text = z.string().optional().catch(undefined);
const headerSchema = z.looseObject({
  bug_type: text,
  timestamp: text,
  bundleID: text,
  app_name: text,
  slice_uuid: text,
});
const processSchema = z.looseObject({ name: text, uuid: text, bundleID: text, reason: text }).catch({});
const bodySchema = z.looseObject({
  processes: z.array(processSchema).optional().catch(undefined),
  procName: text,
  procLaunch: text,
  bundleInfo: z.looseObject({ CFBundleIdentifier: text }).optional().catch(undefined),
  exception: z.looseObject({ type: text, signal: text }).optional().catch(undefined),
  termination: z
    .looseObject({ namespace: text, indicator: text, code: z.number().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});
type Header = z.infer<typeof headerSchema>;
type Body = z.infer<typeof bodySchema>;

/**
 * Says in one sentence why the app ended, from the newest of the reports (`.ips`, newest first) that is about this very
 * launch. A report about another app, an extension, WebDriverAgent or an earlier launch explains nothing.
 */
export function explainFromReports(reports: readonly string[], app: EndedApp): EndReport {
  for (const report of reports) {
    const explanation = explain(report, app);
    if (explanation !== null) return { ...explanation, report };
  }
  return { kind: 'product', code: 'APP_ENDED', message: 'The phone has no crash report about it.', report: null };
}

function explain(report: string, app: EndedApp): Omit<EndReport, 'report'> | null {
  const [first = '', ...rest] = report.split('\n');
  const header = headerSchema.safeParse(parseJson(first)).data ?? {};
  const body = bodySchema.safeParse(parseJson(rest.join('\n'))).data ?? {};
  const kind = header.bug_type ?? '';
  if (kind === JETSAM) return wasWrittenBefore(header, app) ? null : explainJetsam(body, app);
  return CRASHES.has(kind) && isCrashOf(header, body, app) ? explainCrash(body) : null;
}

/** A report of an earlier launch, which may reach the reader late. False where the report has no time. */
function wasWrittenBefore({ timestamp }: Header, { launchedAt }: EndedApp): boolean {
  return timeMs(timestamp) < launchedAt.getTime() - CLOCK_SKEW_MS;
}

/** The report lists every process; only those with a reason were ended. The largest one need not be among them. */
function explainJetsam(body: Body, app: EndedApp): Omit<EndReport, 'report'> | null {
  const victim = (body.processes ?? []).find((process) => (process.reason ?? '') !== '' && isProcess(process, app));
  if (victim?.reason === undefined) return null;
  if (victim.reason === NO_STORAGE) {
    const message = 'The phone ended it because its storage is full: free space on it.';
    return { kind: 'infrastructure', code: 'PHONE_FULL', message };
  }
  return { kind: 'product', code: 'JETSAM', message: `The phone ended it for lack of memory (${victim.reason}).` };
}

function isProcess({ uuid, name, bundleID }: z.infer<typeof processSchema>, app: EndedApp): boolean {
  if (bundleID !== undefined) return bundleID === app.bundleId;
  if (uuid !== undefined && isUuid(app.binaryUuid)) return sameUuid(uuid, app.binaryUuid);
  return isName(name, app.executable);
}

function isCrashOf(header: Header, body: Body, app: EndedApp): boolean {
  const startedMs = timeMs(body.procLaunch);
  if (startedMs < app.launchedAt.getTime() - CLOCK_SKEW_MS) return false;
  const bundleId = header.bundleID ?? body.bundleInfo?.CFBundleIdentifier;
  if (bundleId !== undefined) return bundleId === app.bundleId;
  if (header.slice_uuid !== undefined && isUuid(app.binaryUuid)) return sameUuid(header.slice_uuid, app.binaryUuid);
  return isName(body.procName ?? header.app_name, app.executable);
}

function explainCrash({ exception, termination }: Body): Omit<EndReport, 'report'> {
  if (termination?.code === WATCHDOG_CODE) {
    const message = 'iOS ended it because its main thread was blocked for too long (0x8badf00d).';
    return { kind: 'product', code: 'WATCHDOG', message };
  }
  const what = [exception?.type, exception?.signal, termination?.indicator].filter((part) => (part ?? '') !== '');
  return { kind: 'product', code: 'CRASH', message: `It crashed (${what.join(', ') || 'the report names no cause'}).` };
}

function isName(name: string | undefined, executable: string | null): boolean {
  if (name === undefined || name === '' || executable === null) return false;
  return name === executable || (name.length >= MAX_PROCESS_NAME - 1 && executable.startsWith(name));
}

function isUuid(value: string): boolean {
  return bare(value).length === 32;
}

function sameUuid(one: string, other: string): boolean {
  return bare(one) === bare(other);
}

function bare(uuid: string): string {
  return uuid.replaceAll('-', '').toLowerCase();
}

/** When a report says that it was written; NaN where it does not. */
export function reportTimeMs(report: string): number {
  return timeMs(headerSchema.safeParse(parseJson(report.split('\n', 1)[0] ?? '')).data?.timestamp);
}

/** `2026-11-27 01:02:03.1234 +0100`; NaN for anything else. */
function timeMs(stamp: string | undefined): number {
  const iso = /^(\S+) (\d+:\d+:\d+(?:\.\d{1,3})?)\d* ([+-]\d{2})(\d{2})$/.exec(stamp ?? '');
  return iso === null ? Number.NaN : Date.parse(`${iso[1]}T${iso[2]}${iso[3]}:${iso[4]}`);
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
