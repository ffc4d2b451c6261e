import type { DatasetReference } from '#harness/domain/dataset.ts';
import { isSameData } from '#harness/domain/plain-data.ts';
import type { RunHeader } from '#harness/domain/run.ts';
import type { Margin, Pass, Suite } from '#harness/domain/suite.ts';
import { marginWords, PROTOCOL_WORDS, type Words, WORKLOAD_WORDS } from '#harness/text/settings.ts';
import { metricName } from '#harness/text/names.ts';
import { deviceKind } from '#harness/compare/launches/compared-arms.ts';

/** Enough to tell hashes apart by eye. */
const HASH_DIGITS = 12;

/** What of a run's header is compared. */
export type MeasuredWith = Pick<RunHeader, 'suite' | 'datasets' | 'devices'>;

export type ComparabilityOptions = {
  /** False where the baseline's build is measured again beside the candidate: it then meets the same phones. */
  readonly areDevicesCompared: boolean;
};

/**
 * What forbids comparing two runs, as sentences; none when they measure the same thing the same way. The number of
 * blocks and the looks at them may differ: it changes how much is known, not what is measured. Builds and units may
 * differ; devices by model, OS build and provenance may not. Headers are enough, so that a run can be refused before it
 * is measured.
 */
export function differences(
  candidateRun: MeasuredWith,
  baselineRun: MeasuredWith,
  options: ComparabilityOptions = { areDevicesCompared: true },
): string[] {
  // Suites of two names share nothing that a list of their settings would explain.
  if (candidateRun.suite.id !== baselineRun.suite.id) {
    return [
      `The candidate is measured with suite ${candidateRun.suite.id}, the baseline was with ${baselineRun.suite.id}.`,
    ];
  }
  return [
    ...unequal('Suite', nameOf(candidateRun.suite), nameOf(baselineRun.suite), String),
    ...passDifferences(candidateRun.suite, baselineRun.suite),
    ...marginDifferences(candidateRun.suite, baselineRun.suite),
    ...unequalSets('Dataset', candidateRun.datasets, baselineRun.datasets, keyOfDataset, datasetText),
    ...(options.areDevicesCompared ? deviceDifferences(candidateRun, baselineRun) : []),
  ];
}

function deviceDifferences(candidateRun: MeasuredWith, baselineRun: MeasuredWith): string[] {
  return unequalSets('Device', candidateRun.devices, baselineRun.devices, deviceKind, deviceKind);
}

function passDifferences(candidate: Suite, baseline: Suite): string[] {
  const passIds = [...new Set([...candidate.passes, ...baseline.passes].map((pass) => pass.id))];
  return passIds.flatMap((id) => {
    const [now, before] = [passById(candidate, id), passById(baseline, id)];
    if (now === undefined) return [`Pass ${id} was measured for the baseline only.`];
    if (before === undefined) return [`Pass ${id} was measured for the candidate only.`];
    return [
      ...unequalFields(`Workload of pass ${id}`, WORKLOAD_WORDS, now.workload, before.workload),
      ...unequalFields(`Protocol of pass ${id}`, PROTOCOL_WORDS, now.protocol, before.protocol),
      ...unequalSets(`Metric of pass ${id}`, now.metrics, before.metrics, String, metricName),
    ];
  });
}

function passById(suite: Suite, id: string): Pass | undefined {
  return suite.passes.find((pass) => pass.id === id);
}

function nameOf(suite: Suite): string {
  return `${suite.id} version ${suite.version}`;
}

function marginDifferences(candidate: Suite, baseline: Suite): string[] {
  const metrics = [...new Set([...candidate.margins, ...baseline.margins].map(({ metric }) => metric))];
  return metrics.flatMap((metric) => {
    const [now, before] = [candidate, baseline].map(({ margins }) => margins.find((one) => one.metric === metric));
    return unequal(`Margin of ${metricName(metric)}`, now, before, marginText);
  });
}

function marginText(margin: Margin | undefined): string {
  return margin === undefined ? 'none' : marginWords(margin);
}

function keyOfDataset({ id, subset, manifestSha256, evaluator }: DatasetReference): string {
  return JSON.stringify([id, subset, manifestSha256, evaluator]);
}

function datasetText({ id, subset, manifestSha256, evaluator }: DatasetReference): string {
  return `${id}/${subset}, manifest ${manifestSha256.slice(0, HASH_DIGITS)}, scored by ${evaluator}`;
}

/** Settings that have no words, as how many blocks were planned and when they were looked at, may differ. */
function unequalFields<T extends object>(what: string, words: Words<T>, candidate: T, baseline: T): string[] {
  const found: string[] = [];
  for (const field in words) {
    const [name, text] = words[field];
    found.push(...unequal(`${what}, ${name}`, candidate[field], baseline[field], text));
  }
  return found;
}

/** Values of a run are plain data; their texts are rounded. */
function unequal<T>(what: string, candidate: T, baseline: T, textOf: (value: T) => string): string[] {
  if (isSameData(candidate, baseline)) return [];
  return [`${what}: the candidate has ${textOf(candidate)}, the baseline ${textOf(baseline)}.`];
}

/** Items are told apart by their whole key, and shown as people read them. */
function unequalSets<T>(
  what: string,
  candidate: readonly T[],
  baseline: readonly T[],
  keyOf: (item: T) => string,
  textOf: (item: T) => string,
): string[] {
  const [now, before] = [candidate, baseline].map((items) => new Map(items.map((item) => [keyOf(item), item])));
  const only = (own = new Map<string, T>(), other = new Map<string, T>()): readonly T[] =>
    [...own].flatMap(([key, item]) => (other.has(key) ? [] : [item]));
  return [
    ...only(now, before).map((item) => `${what}: only the candidate has ${textOf(item)}.`),
    ...only(before, now).map((item) => `${what}: only the baseline has ${textOf(item)}.`),
  ];
}
