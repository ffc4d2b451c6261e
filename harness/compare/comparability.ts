import type { RunHeader } from '#harness/domain/run.ts';
import type { Pass, Protocol, Suite } from '#harness/domain/suite.ts';
import { deviceKind } from './sides.ts';

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
  candidateRun: RunHeader,
  baselineRun: RunHeader,
  options: ComparabilityOptions = { areDevicesCompared: true },
): string[] {
  return [
    ...unequal('Suite', nameOf(candidateRun.suite), nameOf(baselineRun.suite)),
    ...passDifferences(candidateRun.suite, baselineRun.suite),
    ...unequal('Margins', byMetric(candidateRun.suite), byMetric(baselineRun.suite)),
    ...unequalSets('Dataset', datasetsOf(candidateRun), datasetsOf(baselineRun)),
    ...(options.areDevicesCompared ? deviceDifferences(candidateRun, baselineRun) : []),
  ];
}

function deviceDifferences(candidateRun: RunHeader, baselineRun: RunHeader): string[] {
  return unequalSets('Device', candidateRun.devices.map(deviceKind), baselineRun.devices.map(deviceKind));
}

/** How many blocks were planned, and when they were looked at. */
function withoutCounts(protocol: Protocol): Omit<Protocol, 'blocks' | 'looks'> {
  const { blocks: _blocks, looks: _looks, ...rest } = protocol;
  return rest;
}

function passDifferences(candidate: Suite, baseline: Suite): string[] {
  const passIds = [...new Set([...candidate.passes, ...baseline.passes].map((pass) => pass.id))];
  return passIds.flatMap((id) => {
    const [now, before] = [passById(candidate, id), passById(baseline, id)];
    if (now === undefined) return [`Pass ${id} was measured for the baseline only.`];
    if (before === undefined) return [`Pass ${id} was measured for the candidate only.`];
    return [
      ...unequalFields(`Workload of pass ${id}`, now.workload, before.workload),
      ...unequalFields(`Protocol of pass ${id}`, withoutCounts(now.protocol), withoutCounts(before.protocol)),
      ...unequalSets(`Metric of pass ${id}`, now.metrics, before.metrics),
    ];
  });
}

function passById(suite: Suite, id: string): Pass | undefined {
  return suite.passes.find((pass) => pass.id === id);
}

function nameOf(suite: Suite): string {
  return `${suite.id} version ${suite.version}`;
}

function byMetric(suite: Suite): string {
  const margins = suite.margins.map(({ metric, percent, absolute, severity }) => {
    const sizes = [percent === null ? [] : `${percent} %`, absolute ?? []].flat();
    return `${metric} ${sizes.join(' or ')} ${severity}`;
  });
  return margins.sort((a, b) => a.localeCompare(b)).join(', ');
}

function datasetsOf(run: RunHeader): string[] {
  return run.datasets.map(
    ({ id, subset, manifestSha256, evaluator }) => `${id}/${subset} ${manifestSha256} scored by ${evaluator}`,
  );
}

function unequalFields(what: string, candidate: object, baseline: object): string[] {
  const before = new Map<string, unknown>(Object.entries(baseline));
  return Object.entries(candidate).flatMap(([field, value]) => unequal(`${what}, ${field}`, value, before.get(field)));
}

/** Values of a run are plain data, so that equal ones have equal JSON. */
function unequal(what: string, candidate: unknown, baseline: unknown): string[] {
  const [now, before] = [shown(candidate), shown(baseline)];
  return now === before ? [] : [`${what}: the candidate has ${now}, the baseline ${before}.`];
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function unequalSets(what: string, candidate: readonly string[], baseline: readonly string[]): string[] {
  const [now, before] = [new Set(candidate), new Set(baseline)];
  return [
    ...[...now.difference(before)].map((item) => `${what}: only the candidate has ${item}.`),
    ...[...before.difference(now)].map((item) => `${what}: only the baseline has ${item}.`),
  ];
}
