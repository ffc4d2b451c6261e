import type { Assessment } from '#harness/domain/assessment.ts';
import { canFail, type Finding, findingsOf, worseEnds } from '#harness/domain/deciding.ts';
import type { Decision } from '#harness/domain/decision.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { fieldPath } from '#harness/domain/field-path.ts';
import { deviceModelIn } from '#harness/domain/device-model-of.ts';
import { METRIC_IDS, type MetricId } from '#harness/domain/metric.ts';
import { isSameData } from '#harness/domain/plain-data.ts';
import type { Run } from '#harness/domain/run.ts';
import { exceptionsAt, type Waiver, waiverSchema, waiversText } from '#harness/domain/waiver.ts';
import { metricWord } from '#harness/text/names.ts';
import { chooseMetric } from '#harness/workflow/choose.ts';
import { baselineRunOf } from '#harness/workflow/store/find-baseline.ts';
import { findRun } from '#harness/workflow/store/find-run.ts';
import type { Host } from '#harness/workflow/host.ts';
import { judgeKnown } from '#harness/workflow/judge/judge-run.ts';
import { policyOf } from '#harness/workflow/judge/policies.ts';
import { waiversIn } from './read-waivers.ts';
import type { Places, RunReference } from '#harness/workflow/request.ts';
import { withFile } from '#harness/workflow/with-file.ts';
import { withStoreAtHand } from '#harness/workflow/store/with-store.ts';
import { writeOutput } from '#harness/workflow/write-output.ts';

export type WaiveRequest = Pick<Places, 'home' | 'store'> &
  Pick<Waiver, 'reason' | 'until'> & {
    /** Null where nobody is named and nobody is signed in: refused, after the rest of the request was looked at. */
    readonly owner: string | null;
    readonly run: RunReference;
    /** Its id in the catalogue. */
    readonly metric: string;
    /** The file that gets the entry; made where it is not there. An absolute path. */
    readonly file: string;
    /** The worst change to accept, in percent or in the metric's unit; as much as the run may have lost where it is left out. */
    readonly upTo?: number;
    /** Hardware identifier; every model on which the run was worse where it is left out. */
    readonly deviceModel?: string;
    /** Whether it is for the candidate of this run only. */
    readonly isOnlyThisBuild?: boolean;
  };

export type Waived = {
  readonly run: Run;
  /** The entries that the file now has for it; one that it had already stands there once. */
  readonly waivers: readonly Waiver[];
  /** What the gate now says of the run. */
  readonly decision: Decision;
};

/**
 * Writes the waiver of a change for the worse that a run shows, one a model of phone, sized by that run. Nothing is measured, and
 * nothing is written to the store. Throws USAGE where the run shows nothing to waive, or a field holds nothing that a waiver can.
 */
export async function waiveChange(request: WaiveRequest, host: Host): Promise<Waived> {
  const metric = chooseMetric(request.metric);
  const now = host.clock.now();
  const today = now.toISOString();
  refusePast(request.until, exceptionsAt(today, []).on);
  const terms = { ...request, owner: ownerOf(request) };
  return withFile(request.file, { purpose: 'waive', now, option: FILE_OPTION }, async () => {
    const known = (await waiversIn(request.file)) ?? [];
    return withStoreAtHand(request, host, async (store) => {
      const run = await findRun(request.run, store);
      const baselineRun = await baselineRunOf(run, store, 'Name the store that holds it with --store.');
      const policy = await policyOf(run, undefined, host);
      const judge = async (waivers: readonly Waiver[]): ReturnType<typeof judgeKnown> =>
        judgeKnown({ run, baselineRun, policy, exceptions: exceptionsAt(today, waivers) }, store);
      const { assessment } = await judge([]);
      const waivers = waiversFor(worseFindings(metric, assessment), terms, assessment).map(checked);
      if (waivers.length === 0) throw nothingWorse(metric, request, assessment);
      const all = [...known, ...waivers.filter((waiver) => !known.some((own) => isSameData(own, waiver)))];
      const { decision } = await judge(all);
      await writeOutput(request.file, waiversText(all), null, FILE_OPTION);
      return { run, waivers, decision };
    });
  });
}

const FILE_OPTION = '--waivers';

/** What a file of waivers cannot hold must not be written: every command that is given the file would refuse it. */
function checked(waiver: Waiver): Waiver {
  const { error } = waiverSchema.safeParse(waiver);
  const [issue] = error?.issues ?? [];
  if (issue === undefined) return waiver;
  throw new BenchError('USAGE', `${fieldPath(issue.path) || 'The waiver'} ${issue.message}.`, {
    remedy: 'docs/waivers.md says what each field of a waiver holds.',
  });
}

function refusePast(until: string, today: string): void {
  if (until >= today) return;
  throw new BenchError('USAGE', `A waiver until ${until} has already expired: today is ${today} in UTC.`, {
    remedy: 'Name today or a later day with --until.',
  });
}

function ownerOf({ owner }: Pick<WaiveRequest, 'owner'>): string {
  if (owner !== null) return owner;
  throw new BenchError('USAGE', 'The waiver has no owner: nobody answers for it.', {
    remedy: 'Add --owner with a name.',
  });
}

/** What counts against the build, or may do so. */
function worseFindings(metric: MetricId, assessment: Assessment): readonly Finding[] {
  return findingsOf(assessment).filter(
    (finding) => finding.metric === metric && canFail(finding) && isOpen(finding) && worstOf(finding) > 0,
  );
}

function isOpen({ verdict }: Finding): boolean {
  return verdict.kind === 'regression' || verdict.kind === 'inconclusive';
}

function worstOf(finding: Finding): number {
  return Math.max(0, ...worseEnds(finding));
}

type Terms = Omit<WaiveRequest, 'owner'> & Pick<Waiver, 'owner'>;

function waiversFor(findings: readonly Finding[], request: Terms, assessment: Assessment): readonly Waiver[] {
  const byModel = Map.groupBy(findings, (finding) => deviceModelIn(finding, assessment));
  return [...byModel].flatMap(([deviceModel, own]) => {
    const [first] = own;
    if (first === undefined || (request.deviceModel !== undefined && request.deviceModel !== deviceModel)) return [];
    const size = request.upTo ?? rounded(Math.max(...own.map(worstOf)) * (first.scale === 'relative' ? 100 : 1));
    const { owner, reason, until, isOnlyThisBuild } = request;
    return {
      metric: first.metric,
      deviceModel,
      suite: assessment.suite.id,
      ...(isOnlyThisBuild === true ? { builds: [assessment.candidate.id] } : {}),
      ...(first.scale === 'relative' ? { acceptedPercent: size } : { acceptedAbsolute: size }),
      owner,
      reason,
      until,
    };
  });
}

/** Upwards to three digits: the change that was seen lies within. */
function rounded(size: number): number {
  const unit = 10 ** (Math.floor(Math.log10(size)) - 2);
  return Number((Math.ceil(size / unit) * unit).toPrecision(3));
}

function nothingWorse(metric: MetricId, { run, deviceModel }: WaiveRequest, assessment: Assessment): BenchError {
  const where = deviceModel === undefined ? '' : ` on ${deviceModel}`;
  return new BenchError('USAGE', `${run.name} shows no loss of ${metricWord(metric)}${where} that counts.`, {
    remedy: whyNothingWorse(metric, assessment),
  });
}

function whyNothingWorse(metric: MetricId, assessment: Assessment): string {
  const findings = findingsOf(assessment);
  if (findings.length === 0) return 'Only a run that was compared with a baseline has a change to waive.';
  const worse = METRIC_IDS.filter((id) => worseFindings(id, assessment).length > 0);
  if (worse.length > 0) return `It shows one of: ${worse.join(', ')}`;
  const isShown = assessment.comparisons.some((each) => each.metric === metric && isOpen(each));
  return isShown ? 'Here it only warns and fails no gate: there is nothing to waive.' : 'There is nothing to waive.';
}
