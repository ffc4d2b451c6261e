import { BenchError } from '#harness/domain/failure.ts';
import { isMetric, type MetricId } from '#harness/domain/metric.ts';
import { withLevelChanges } from '#harness/history/level-changes.ts';
import type { History, Lane, Series, WithChanges } from '#harness/ports/store.ts';
import { choicesText } from '#harness/text/choices.ts';
import { chooseMetric, chooseSuite } from '#harness/workflow/choose.ts';
import type { Host } from '#harness/workflow/host.ts';
import type { Places } from '#harness/workflow/request.ts';
import { withStoreAtHand } from './with-store.ts';

export type HistoryRequest = Pick<Places, 'home' | 'store'> & {
  /** The suite of the newest run where it is left out. */
  readonly suite?: string;
  /** How many of its newest runs, 1 or more. */
  readonly runs: number;
  /** Only runs of this branch of the app. */
  readonly branch?: string;
  readonly metric?: string;
  /** A model, or the id of one device. */
  readonly device?: string;
};

/** A series of a metric that this version knows. */
export type KnownSeries = WithChanges<Series & { readonly lane: Lane & { readonly metric: MetricId } }>;

export type ShownHistory = Pick<History, 'runs'> & {
  /** Null where nothing is stored yet. */
  readonly suiteId: string | null;
  readonly series: readonly KnownSeries[];
  /** The suites that have runs, the newest first. */
  readonly storedSuites: readonly string[];
};

/** How each metric of a suite moved over its newest stored runs. Throws USAGE, UNKNOWN_SUITE or UNKNOWN_DEVICE. */
export async function showHistory(request: HistoryRequest, host: Host): Promise<ShownHistory> {
  const { metric, device, branch, runs } = request;
  if (!Number.isInteger(runs) || runs < 1) {
    throw new BenchError('USAGE', 'A history is of at least one run.', {
      remedy: 'Name a whole number of 1 or more with --runs.',
    });
  }
  if (metric !== undefined) chooseMetric(metric);
  return withStoreAtHand(request, host, async (store) => {
    const storedSuites = [...new Set((await store.list()).map((entry) => entry.suiteId))];
    const suiteId = await suiteIn(storedSuites, request.suite, host);
    if (suiteId === null) return { suiteId, runs: [], series: [], storedSuites };
    const all = {
      suiteId,
      runs,
      ...(branch === undefined ? {} : { branch }),
      ...(metric === undefined ? {} : { metric }),
    };
    const history = await store.history(device === undefined ? all : { ...all, device });
    if (device !== undefined && history.series.length === 0) refuseUnknown(device, await store.history(all));
    return { suiteId, runs: history.runs, series: withLevelChanges(history.series.filter(isKnown)), storedSuites };
  });
}

/** A suite that is gone may still have runs. */
async function suiteIn(stored: readonly string[], named: string | undefined, host: Host): Promise<string | null> {
  if (named !== undefined && !stored.includes(named)) return chooseSuite(await host.suites(), named).id;
  return named ?? stored[0] ?? null;
}

function refuseUnknown(device: string, { series }: History): void {
  const known = new Set(series.flatMap(({ lane, deviceId }) => [lane.deviceModel, deviceId]));
  if (known.size === 0) return;
  throw new BenchError('UNKNOWN_DEVICE', `These runs did not measure on "${device}".`, {
    remedy: choicesText(device, [...known].toSorted()),
  });
}

function isKnown(series: Series): series is Omit<KnownSeries, 'changes'> {
  return isMetric(series.lane.metric);
}
