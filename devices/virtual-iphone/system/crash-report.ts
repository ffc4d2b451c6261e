import { randomUUID } from 'node:crypto';

/** How a process of the phone ended. */
export type AppExit = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** `terminated`: the phone was asked to end it. `jetsam`: it took too much memory. `itself`: anything else. */
  readonly cause: 'terminated' | 'jetsam' | 'itself';
  readonly cpuMs: number;
  readonly peakResidentBytes: number;
  /** The last lines that it wrote to its standard error. */
  readonly lastErrorLines: readonly string[];
};

export type ReportSubject = {
  readonly pid: number;
  readonly name: string;
  readonly bundleId: string;
  readonly version: string;
  readonly buildNumber: string;
  readonly model: string;
  readonly osVersion: string;
  readonly osBuild: string;
  readonly at: Date;
};

export type Report = { readonly fileName: string; readonly content: string };

const PAGE_BYTES = 16_384;
const CRASH = '309';
const JETSAM = '298';
const SIGNAL_NUMBERS: Readonly<Record<string, number>> = { SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

/** The report that iOS would leave, or null for an end that leaves none. */
export function reportFor(subject: ReportSubject, exit: AppExit, limitBytes: number): Report | null {
  switch (exit.cause) {
    case 'terminated':
      return null;
    case 'jetsam':
      return jetsamReport(subject, exit, limitBytes);
    case 'itself':
      return exit.code === 0 ? null : crashReport(subject, exit);
  }
}

function crashReport(subject: ReportSubject, exit: AppExit): Report {
  const incident = randomUUID().toUpperCase();
  const signal = exit.signal ?? 'SIGABRT';
  const header = {
    ...commonHeader(subject, CRASH, incident),
    app_name: subject.name,
    name: subject.name,
    app_version: subject.version,
    build_version: subject.buildNumber,
    bundleID: subject.bundleId,
    platform: 2,
    is_first_party: 0,
  };
  const body = {
    ...commonBody(subject, incident),
    pid: subject.pid,
    procName: subject.name,
    bundleInfo: {
      CFBundleIdentifier: subject.bundleId,
      CFBundleShortVersionString: subject.version,
      CFBundleVersion: subject.buildNumber,
    },
    exception: { type: signal === 'SIGSEGV' ? 'EXC_BAD_ACCESS' : 'EXC_CRASH', signal },
    termination:
      exit.signal === null
        ? { namespace: 'EXIT', code: exit.code, indicator: `exit(${exit.code})` }
        : { namespace: 'SIGNAL', code: SIGNAL_NUMBERS[exit.signal] ?? 0, indicator: exit.signal },
    asi: { [subject.name]: exit.lastErrorLines },
  };
  return write(`${subject.name}-${stamp(subject.at)}`, header, body);
}

function jetsamReport(subject: ReportSubject, exit: AppExit, limitBytes: number): Report {
  const incident = randomUUID().toUpperCase();
  const body = {
    ...commonBody(subject, incident),
    largestProcess: subject.name,
    memoryStatus: { pageSize: PAGE_BYTES },
    processes: [
      {
        pid: subject.pid,
        name: subject.name,
        states: ['frontmost'],
        reason: 'per-process-limit',
        rpages: Math.ceil(exit.peakResidentBytes / PAGE_BYTES),
        lifetimeMax: Math.ceil(exit.peakResidentBytes / PAGE_BYTES),
        limitBytes,
        cpuTime: exit.cpuMs / 1000,
      },
    ],
  };
  return write(`JetsamEvent-${stamp(subject.at)}`, commonHeader(subject, JETSAM, incident), body);
}

function commonHeader(subject: ReportSubject, kind: string, incident: string): Record<string, unknown> {
  return {
    bug_type: kind,
    timestamp: subject.at.toISOString().replace('T', ' ').replace('Z', ' +0000'),
    os_version: `iPhone OS ${subject.osVersion} (${subject.osBuild})`,
    incident_id: incident,
  };
}

function commonBody(subject: ReportSubject, incident: string): Record<string, unknown> {
  return {
    incident,
    modelCode: subject.model,
    product: subject.model,
    osVersion: { train: `iPhone OS ${subject.osVersion}`, build: subject.osBuild },
    captureTime: subject.at.toISOString(),
  };
}

/** A header on the first line, the report below it. */
function write(name: string, header: object, body: object): Report {
  return { fileName: `${name}.ips`, content: `${JSON.stringify(header)}\n${JSON.stringify(body, null, 2)}\n` };
}

function stamp(at: Date): string {
  const [day = '', time = ''] = at.toISOString().split('T');
  return `${day}-${time.slice(0, 8).replaceAll(':', '')}`;
}
