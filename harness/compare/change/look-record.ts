import { holdsAmong } from '#harness/compare/levels.ts';
import type { InconclusiveReason } from '#harness/domain/comparison.ts';
import type { Looks } from '#harness/domain/assessment.ts';
import {
  canFail,
  closesPhases,
  decidingByLaunch,
  type Finding,
  parentOf,
  reportersOf,
} from '#harness/domain/deciding.ts';
import type { Device } from '#harness/domain/device.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { launchesToPass } from '#harness/domain/launches-to-pass.ts';
import type { RunHeader } from '#harness/domain/run.ts';
import type { Protocol } from '#harness/domain/suite.ts';
import { blocksMeasured } from './looks.ts';
import { deviceMinutes } from '#harness/compare/launches/minutes.ts';
import type { DeviceModelPass } from '#harness/compare/across-devices.ts';

/**
 * How the blocks were looked at, and the device time that was not needed.
 *
 * @param deciding how many comparisons of the whole run can fail a gate
 */
export function looksOf(
  { pass, devicePasses, looks, findingsAt }: DeviceModelPass,
  header: Pick<RunHeader, 'suite' | 'mostToPass'>,
  deciding: number,
): Looks {
  const planned = pass.protocol.blocks;
  const asked = decidingByLaunch(pass, header.suite);
  const taken = looks.blocks.map((blocks, look) => ({
    blocks,
    undecided: undecided(findingsAt(look), asked, {
      deciding,
      devices: devicePasses.map(({ device }) => device),
      protocol: { ...pass.protocol, fewestToPass: launchesToPass(pass.protocol, header) },
    }),
  }));
  const hopeless = neverDecided(findingsAt(looks.blocks.length - 1), asked);
  const measured = Math.min(...devicePasses.map(({ groups }) => blocksMeasured(groups)));
  // A lost phone or the end of the run may have cut the pass short instead.
  const isEndedByLook = pass.protocol.looks.includes(measured) && taken.at(-1)?.undecided.length === 0;
  const saved = devicePasses.map(({ groups }) => {
    const blocks = blocksMeasured(groups);
    return blocks === 0
      ? 0
      : (deviceMinutes(groups, Number.POSITIVE_INFINITY) / blocks) * Math.max(0, planned - blocks);
  });
  return {
    deviceIds: devicePasses.map(({ device }) => device.id),
    passId: pass.id,
    blocksPlanned: planned,
    blocksMeasured: measured,
    taken,
    ...(hopeless.length === 0 ? {} : { neverDecided: hopeless }),
    minutesSaved: isEndedByLook ? saved.reduce((sum, minutes) => sum + minutes, 0) : 0,
  };
}

/** What decides at a look, besides the findings. */
type AtLook = {
  /** How many comparisons of the whole run can fail a gate. */
  readonly deciding: number;
  /** The phones of the model. */
  readonly devices: readonly Device[];
  readonly protocol: Pick<Protocol, 'blocks' | 'fewestToPass' | 'forcedThermal'>;
};

/** What no number of blocks decides: the counter shows too little of it. */
const NEVER_DECIDED: ReadonlySet<InconclusiveReason> = new Set(['tooCoarse', 'coarseEnergy']);

/** The metrics among those asked that no number of blocks decides, as far as is known by now. */
function neverDecided(findings: readonly Finding[], asked: readonly MetricId[]): readonly MetricId[] {
  const isHopeless = ({ verdict }: Finding): boolean =>
    verdict.kind === 'inconclusive' && NEVER_DECIDED.has(verdict.reason);
  return asked.filter((id) => findings.some((finding) => finding.metric === id && isHopeless(finding)));
}

/**
 * The metrics of one pass on the phones of one model that more blocks could still decide. One that an arm has not
 * reported yet, on each phone that can report it, is as open as one that is inconclusive, and so is one that passes by fewer
 * launches than the protocol wants. A regression is decided when it would hold among all comparisons of the run that can fail the gate, whatever
 * the others come to (Bonferroni). A phase is not waited for where its parent is certainly no worse, which closes it, or
 * surely is a regression that fails the gate without it; nor is one there that an app does not report. What no number
 * of blocks decides is never waited for.
 *
 * @param findings of each metric its mean over the phones, or one of each phone
 * @param asked the metrics of the pass that can fail a gate
 */
export function undecided(
  findings: readonly Finding[],
  asked: readonly MetricId[],
  { deciding, devices, protocol }: AtLook,
): readonly MetricId[] {
  const pass = { protocol };
  const fewest = Math.min(protocol.fewestToPass, protocol.blocks * devices.length);
  const isOpen = ({ verdict, evidence }: Finding): boolean => {
    if (verdict.kind === 'inconclusive') return !NEVER_DECIDED.has(verdict.reason);
    if (verdict.kind === 'regression') return !holdsAmong(evidence.pRegression ?? 0, deciding);
    return (evidence.farOut?.launches ?? evidence.n) < fewest;
  };
  const makesPhasesIdle = (whole: Finding): boolean =>
    whole.verdict.kind === 'regression' ? canFail(whole) && !isOpen(whole) : closesPhases(whole);
  return asked.filter((id) => {
    if (reportersOf(id, pass, devices).length === 0) return false;
    const own = findingsOn(reportersOf(id, pass, devices), id, findings);
    const { role, parent } = METRICS[id];
    if (own === null) {
      const wholes = parent === null ? null : findingsOn(reportersOf(parent, pass, devices), parent, findings);
      return wholes === null || !wholes.every(makesPhasesIdle);
    }
    const open = own.filter(isOpen);
    if (role === 'primary') return open.length > 0;
    return open.some((phase) => {
      const whole = parentOf(phase, findings, devices);
      return whole === undefined || !makesPhasesIdle(whole);
    });
  });
}

/**
 * What is found of a metric on all of the phones that can report it: their mean, or a finding of each; null where some have
 * none.
 */
function findingsOn(
  reporters: readonly Device[],
  id: MetricId,
  findings: readonly Finding[],
): readonly Finding[] | null {
  const own = findings.filter(({ metric }) => metric === id);
  const found = own.flatMap((finding) => ('deviceModel' in finding ? finding.deviceIds : [finding.deviceId]));
  return found.length < Math.max(1, reporters.length) ? null : own;
}
