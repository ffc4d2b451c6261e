import { canMeasure } from './applicable.ts';
import type { Build } from './build.ts';
import type { Completeness } from './completeness.ts';
import type { Device } from './device.ts';
import type { Environment } from './environment.ts';
import type { Launch } from './launch.ts';
import { isMeasured, isProductFault } from './outcome.ts';
import type { Arm } from './plan.ts';
import { baselineBuild, type Reference } from './reference.ts';
import type { Suite } from './suite.ts';

type Place = { readonly deviceId: string; readonly passId?: string };

/** What of a run's header names other parts of it. */
type Header = {
  readonly suite: Suite;
  readonly candidate: Build;
  readonly reference: Reference;
  readonly devices: readonly Device[];
  readonly environments: readonly Environment[];
  readonly known?: readonly Place[];
  readonly idle?: readonly Place[];
  readonly policy?: string;
  readonly policySettings?: { readonly id: string };
};

type Whole = Header & {
  readonly launches: readonly Launch[];
  readonly skipped?: readonly Place[];
  readonly lost?: readonly Place[];
  readonly stoppedEarly?: object;
  readonly completeness?: readonly Completeness[];
  readonly isComplete: boolean;
};

/**
 * What parts of a record say of each other that cannot be true together, each as a sentence without its end. No harness has ever
 * written one: a file with one was altered or damaged, and each reader would believe another part of it.
 */
export function headerContradictions(header: Header): readonly string[] {
  const { devices, candidate, environments, known = [], idle = [], policy, policySettings } = header;
  return [
    ...devices.flatMap(({ id, platform }) =>
      platform === candidate.platform ? [] : `the device ${id} runs no builds for ${candidate.platform}`,
    ),
    ...unknownPlaces(
      header,
      'its environments name',
      environments.flatMap(({ deviceIds }) => deviceIds.map(placed)),
    ),
    ...unknownPlaces(header, 'its known noise names', known),
    ...unknownPlaces(header, 'its idle times name', idle),
    ...(policySettings === undefined || policySettings.id === policy
      ? []
      : [`its policy is ${policy ?? 'none'}, and the settings that it keeps are of ${policySettings.id}`]),
  ];
}

/** Of launches that belong to a header, as in a journal. */
export function launchContradictions(header: Header, launches: readonly Launch[]): readonly string[] {
  const passes = new Map(header.suite.passes.map((pass) => [pass.id, pass]));
  const keys = launches.map(
    ({ deviceId, slot, attempt }) => `${deviceId}/${slot.pass}/${slot.index}, attempt ${attempt},`,
  );
  const seen = new Set<string>();
  const builds = { candidate: header.candidate.id, baseline: baselineBuild(header)?.id };
  return [
    ...keys.flatMap((key) => (seen.size < seen.add(key).size ? [] : `the launch ${key} is listed twice`)),
    ...unknownPlaces(
      header,
      'a launch names',
      launches.map(({ deviceId, slot }) => ({ deviceId, passId: slot.pass })),
    ),
    ...launches.flatMap(({ deviceId, slot: { pass, block, arm }, buildId, outcome, timing }) => {
      const where = `the launch of the ${arm} in block ${block} of ${deviceId}/${pass}`;
      // Other work on the machine makes times only warn: without a bound its share could let any slow build pass.
      if (outcome.kind === 'measured' && (outcome.waitedMs ?? 0) > timing.totalMs)
        return `${where} waited longer for the processor than it took`;
      if (builds[arm] === undefined) return `${where} has no build: none was measured beside the candidate`;
      if (buildId !== builds[arm]) return `${where} is of another build than the ${arm} of the run`;
      const blocks = passes.get(pass)?.protocol.blocks ?? Number.POSITIVE_INFINITY;
      return block < blocks ? [] : `${where} is beyond the ${blocks} blocks of its pass`;
    }),
  ];
}

export function runContradictions(run: Whole): readonly string[] {
  return [
    ...headerContradictions(run),
    ...launchContradictions(run, run.launches),
    ...unforcedContradictions(run),
    ...unknownPlaces(run, 'its lost devices name', run.lost ?? []),
    ...unknownPlaces(run, 'its skipped blocks name', run.skipped ?? []),
    ...completenessContradictions(run),
  ];
}

/** What cannot be measured on a device does not apply there: its launches would be looked at by nobody. */
function unforcedContradictions({ suite, devices, launches }: Whole): readonly string[] {
  const measured = new Set(launches.map(({ deviceId, slot }) => `${deviceId}/${slot.pass}`));
  return devices.flatMap((device) =>
    suite.passes.flatMap((pass) =>
      canMeasure(pass, device) || !measured.has(`${device.id}/${pass.id}`)
        ? []
        : `it has launches of ${device.id}/${pass.id}, which forces a state that the device says it cannot be in`,
    ),
  );
}

function placed(deviceId: string): Place {
  return { deviceId };
}

function unknownPlaces(header: Header, who: string, places: readonly Place[]): readonly string[] {
  const devices = new Set(header.devices.map(({ id }) => id));
  const passes = new Set(header.suite.passes.map(({ id }) => id));
  return places.flatMap(({ deviceId, passId }) => {
    if (!devices.has(deviceId)) return `${who} the device ${deviceId}, which is not in the run`;
    return passId === undefined || passes.has(passId) ? [] : `${who} the pass ${passId}, which its suite does not have`;
  });
}

/** A run that says what became of its slots says it of each one, and what its launches show. Why a slot was given up, only it knows. */
function completenessContradictions(run: Whole): readonly string[] {
  const { completeness, lost = [], stoppedEarly, isComplete } = run;
  if (completeness === undefined) return [];
  const keyOf = ({ deviceId, passId, arm }: Pick<Completeness, 'deviceId' | 'passId' | 'arm'>): string =>
    `${deviceId}/${passId}/${arm}`;
  const arms: readonly Arm[] = baselineBuild(run) === null ? ['candidate'] : ['baseline', 'candidate'];
  const wanted = new Set(
    run.devices.flatMap(({ id: deviceId }) =>
      run.suite.passes.flatMap(({ id: passId }) => arms.map((arm) => keyOf({ deviceId, passId, arm }))),
    ),
  );
  const found = new Set(completeness.map(keyOf));
  const isWhole =
    lost.length === 0 && completeness.every(({ measured, missing }) => measured > 0 || missing.length === 0);
  return [
    ...[...wanted].flatMap((key) => (found.has(key) ? [] : `its completeness does not say what became of ${key}`)),
    ...[...found].flatMap((key) => (wanted.has(key) ? [] : `its completeness names ${key}, which was not planned`)),
    ...completeness.flatMap((own) =>
      isAsMeasured(own, run) ? [] : `its completeness of ${keyOf(own)} is not what its launches show`,
    ),
    ...(isComplete === (isWhole || stoppedEarly !== undefined)
      ? []
      : [`it is ${isComplete ? 'complete' : 'incomplete'}, which is not what its completeness says`]),
  ];
}

function isAsMeasured(own: Completeness, { suite, launches }: Whole): boolean {
  const blocks = suite.passes.find(({ id }) => id === own.passId)?.protocol.blocks;
  if (own.planned !== blocks) return false;
  if (own.measured + own.faulty + own.skipped + own.missing.length !== own.planned) return false;
  const until = own.planned - own.skipped;
  const tried = Map.groupBy(
    launches
      .filter(({ deviceId, slot }) => deviceId === own.deviceId && slot.pass === own.passId && slot.arm === own.arm)
      .filter(({ slot }) => !slot.discard && slot.block < until)
      .toSorted((a, b) => a.slot.index - b.slot.index || a.attempt - b.attempt),
    ({ slot }) => slot.block,
  );
  const lasts = [...tried.values()].flatMap((tries) => tries.at(-1) ?? []);
  const measured = lasts.filter(isMeasured).length;
  const faulty = lasts.filter(isProductFault).length;
  const missing = new Map(own.missing.map((each) => [each.block, each]));
  const areMissingSo = [...missing.values()].every(({ block, attempts, reason }) => {
    const tries = tried.get(block) ?? [];
    return block < until && attempts === tries.length && reason === reasonOf(tries.at(-1));
  });
  const isEachMissed = lasts.every((last) => isMeasured(last) || isProductFault(last) || missing.has(last.slot.block));
  return (
    own.measured === measured &&
    // A build that was given up is to blame for what was not tried.
    own.faulty >= faulty &&
    missing.size === own.missing.length &&
    areMissingSo &&
    isEachMissed
  );
}

/** Why a try says nothing of the build; undefined where it does. */
function reasonOf(last: Launch | undefined): string | null | undefined {
  if (last === undefined) return null;
  const { outcome } = last;
  if (outcome.kind === 'invalid') return outcome.reason;
  return outcome.kind === 'failed' && !isProductFault(last) ? outcome.fault.code : undefined;
}
