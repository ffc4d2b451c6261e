/** What a crash report says of the end of an app. */
export type EndReport = {
  readonly code: 'CRASH' | 'JETSAM' | 'APP_ENDED';
  readonly message: string;
};

/**
 * Finds out why the app with this bundle identifier ended on the phone after `since`. Never throws for want of a
 * report.
 */
export type ExplainEnd = (udid: string, bundleId: string, since: Date) => Promise<EndReport>;

type Json = Readonly<Record<string, unknown>>;

const CRASH = '309';
const JETSAM = '298';
const NO_REPORT: EndReport = { code: 'APP_ENDED', message: 'The phone has no report of a crash.' };

/**
 * Reads the reports (`.ips`) that have come since and says in one sentence what the newest one that concerns the app
 * tells.
 */
export function explainFromReports(reports: readonly string[], bundleId: string): EndReport {
  for (const report of reports) {
    const explanation = explain(report, bundleId);
    if (explanation !== null) return explanation;
  }
  return NO_REPORT;
}

function explain(report: string, bundleId: string): EndReport | null {
  const [first = '', ...rest] = report.split('\n');
  const [header, body] = [parse(first), parse(rest.join('\n'))];
  const kind = header['bug_type'];
  if (kind === JETSAM) {
    const victim = list(body['processes']).find((process) => typeof process['reason'] === 'string');
    const reason = victim === undefined ? 'no reason given' : `${text(victim['name'])}, ${text(victim['reason'])}`;
    return { code: 'JETSAM', message: `The phone ended it for want of memory (${reason}).` };
  }
  if (kind !== CRASH || (header['bundleID'] !== undefined && header['bundleID'] !== bundleId)) return null;
  const [exception, termination] = [object(body['exception']), object(body['termination'])];
  const what = [exception['type'], exception['signal'], termination['indicator']]
    .map(text)
    .filter((part) => part !== '');
  return { code: 'CRASH', message: `It crashed (${what.join(', ') || 'the report names no cause'}).` };
}

function parse(json: string): Json {
  try {
    return object(JSON.parse(json));
  } catch {
    return {};
  }
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.map(object) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
