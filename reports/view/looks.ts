import type { Assessment, Looks } from '#harness/domain/assessment.ts';
import { count, trimmed } from '#harness/text/numbers.ts';
import type { Suite } from '#harness/domain/suite.ts';
import type { LookMark, LooksView } from './chart-view.ts';
import type { Fact } from './fact.ts';
import { readable } from '#harness/text/sentences.ts';
import { listed } from '#harness/text/lists.ts';
import { metricWord } from '#harness/text/names.ts';

/** A view a pass that was looked at more than once, in the order of the suite. */
export function looksViews(looks: readonly Looks[], suite: Suite, device: string): readonly LooksView[] {
  return suite.passes.flatMap(({ id, protocol }) =>
    looks.filter(({ passId }) => passId === id).map((one) => looksView(one, protocol.looks, device)),
  );
}

function looksView(looks: Looks, planned: readonly number[], device: string): LooksView {
  const { blocksPlanned, blocksMeasured, minutesSaved, taken, deviceIds } = looks;
  const pass = readable(looks.passId, 60);
  const measured = `${blocksMeasured} of ${count(blocksPlanned, 'block')}`;
  const outcome = outcomeOf(looks, planned.length + 1);
  const steps = taken.map(({ blocks, undecided }) => ({
    label: `After ${count(blocks, 'block')}`,
    value: undecided.length === 0 ? 'nothing left to decide' : `left to decide: ${listed(undecided.map(metricWord))}`,
  }));
  const never = looks.neverDecided ?? [];
  if (never.length > 0) {
    steps.push({ label: 'Not waited for', value: `no number of blocks decides ${listed(never.map(metricWord))}` });
  }
  return {
    pass,
    blocksPlanned,
    blocksMeasured,
    marks: marksOf(looks, planned),
    measured,
    outcome,
    saved: minutesSaved > 0 ? `${trimmed(minutesSaved, 1)} min${onPhones(deviceIds)}` : null,
    steps,
    description: `${device}, pass ${pass}: ${measured} measured. ${steps.map(({ label, value }) => `${label}, ${value}`).join('; ')}.`,
  };
}

/** Looks that were taken, then those that were only planned; the last planned block is one of them. */
function marksOf({ taken, blocksPlanned }: Looks, planned: readonly number[]): readonly LookMark[] {
  const reached = taken.at(-1)?.blocks ?? 0;
  return [
    ...taken.map(
      ({ blocks, undecided }) => ({ blocks, kind: undecided.length === 0 ? 'decided' : 'undecided' }) as const,
    ),
    ...[...planned, blocksPlanned]
      .filter((blocks) => blocks > reached)
      .map((blocks) => ({ blocks, kind: 'notTaken' }) as const),
  ];
}

/** Why the pass ended where it did. */
function outcomeOf({ blocksPlanned, blocksMeasured, taken, deviceIds }: Looks, looksPlanned: number): string {
  const last = taken.at(-1);
  const isDecided = last !== undefined && last.undecided.length === 0;
  if (blocksMeasured >= blocksPlanned) {
    return isDecided
      ? 'Every planned block was needed.'
      : 'Every planned block was measured, and something was left to decide.';
  }
  if (!isDecided) return 'Ended with something left to decide.';
  const together = deviceIds.length > 1 ? `, by the mean of ${deviceIds.length} phones` : '';
  return `Stopped at look ${taken.length} of ${looksPlanned}${together}.`;
}

function onPhones(deviceIds: readonly string[]): string {
  return deviceIds.length > 1 ? ` on ${deviceIds.length} phones` : '';
}

/**
 * `12.4 of 31`, over all phones and passes that may stop early; null where none may. Also null where none did before the
 * whole run ended early: what that saved is in the headline, and "0 saved" below it would contradict it.
 */
export function minutesSaved({ looks, comparisons, stoppedEarly }: Assessment): Fact | null {
  if (looks.length === 0) return null;
  const saved = looks.reduce((sum, one) => sum + one.minutesSaved, 0);
  if (saved === 0 && stoppedEarly !== undefined) return null;
  const places = looks.flatMap(({ deviceIds, passId }) => deviceIds.map((deviceId) => ({ deviceId, passId })));
  const measured = places.reduce((sum, { deviceId, passId }) => {
    const own = comparisons.filter((comparison) => comparison.deviceId === deviceId && comparison.passId === passId);
    // Metrics of one pass share their launches; one that knows fewer of them knows fewer minutes.
    return sum + Math.max(0, ...own.map(({ evidence }) => evidence.deviceMinutes));
  }, 0);
  return {
    label: 'Device minutes saved in passes that may end early',
    value: `${trimmed(saved, 1)} of ${trimmed(saved + measured, 1)}`,
  };
}
