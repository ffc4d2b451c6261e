import type { Outcome } from '#harness/domain/launch.ts';
import type { Recorded } from './recorded.ts';

type Invalid = Extract<Outcome, { readonly kind: 'invalid' }>;
type Change = { readonly atNs: number };

const STATE_WORDS: Readonly<Record<Exclude<Recorded['stateChanges'][number]['state'], 'active'>, string>> = {
  inactive: 'it became inactive, as beneath an alert or a call',
  background: 'it went to the background',
  locked: 'the phone was locked',
};

/**
 * Why a launch says nothing about the build, by the app's own word: it was not in front, or Low Power Mode was on, at some time from
 * its first load on. Null where it reports nothing of the kind.
 *
 * @param endNs what comes later disturbed nothing; Infinity where the app was not done
 */
export function disturbanceOf(recorded: Recorded, endNs: number): Invalid | null {
  return interruptionOf(recorded, endNs) ?? lowPowerOf(recorded, endNs);
}

/** The same for an app that is gone, or gave up: only what it was in then can have to do with it. */
export function absenceAtEnd(recorded: Recorded): Invalid | null {
  const last = recorded.stateChanges.at(-1);
  return last === undefined ? null : interruption(last);
}

/** That Low Power Mode was on at some time from the first load on; `endNs` as in `disturbanceOf`. */
export function lowPowerOf(recorded: Recorded, endNs: number): Invalid | null {
  const { lowPowerMode, powerChanges } = recorded;
  const changes = [{ atNs: 0, isOn: lowPowerMode === true }, ...powerChanges];
  const on = during(recorded, changes, endNs).find(({ isOn }) => isOn);
  if (on === undefined) return null;
  const message =
    on.atNs === 0
      ? 'Low Power Mode was on while the app ran'
      : `Low Power Mode was switched on ${seconds(on)} after the start of the app`;
  return { kind: 'invalid', reason: 'lowPower', message };
}

function interruptionOf(recorded: Recorded, endNs: number): Invalid | null {
  const away = during(recorded, recorded.stateChanges, endNs).map(interruption);
  return away.find((each) => each !== null) ?? null;
}

function interruption(change: Recorded['stateChanges'][number]): Invalid | null {
  const { state } = change;
  if (state === 'active') return null;
  const message = `The app reports that ${STATE_WORDS[state]} ${seconds(change)} after its start, before it was done`;
  return { kind: 'invalid', reason: 'interrupted', message };
}

/** What held when the first load began, and what came then. Before it an app waits, and may still be on its way to the front. */
function during<Of extends Change>({ loads }: Recorded, changes: readonly Of[], endNs: number): readonly Of[] {
  const startNs = loads[0]?.startNs ?? Infinity;
  const before = changes.filter(({ atNs }) => atNs < startNs).slice(-1);
  return [...before, ...changes.filter(({ atNs }) => atNs >= startNs && atNs < endNs)];
}

function seconds({ atNs }: Change): string {
  return `${(atNs / 1e9).toFixed(1)} s`;
}
