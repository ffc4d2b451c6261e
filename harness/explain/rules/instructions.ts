import type { Arm } from '#harness/domain/plan.ts';
import { percentText } from '#harness/text/numbers.ts';
import { deviceIdsOf, type Facts, worseOf } from '#harness/explain/facts.ts';
import type { HintRule, Sighting } from '#harness/explain/hint.ts';

/** Counts of one build hardly differ between launches; a smaller change is none. */
const SAME = 0.01;
/** A change of the work that can explain one of the time. */
const MORE = 0.03;

const SOURCE = {
  title: 'SQLite: Measuring and reducing CPU usage',
  url: 'https://sqlite.org/cpu.html',
};

const SAME_INSTRUCTIONS: HintRule = {
  id: 'sameInstructions',
  title: 'Slower with the same instructions',
  when: `a time of answers got worse, and the instructions per answer of the two builds differ by less than ${percentText(SAME)} on every phone there`,
  advice:
    'Look at the clock and the heat of the phone, at waiting for memory, and at work that processor cores do not do: the graphics processor and the Neural Engine.',
  reason:
    'Instructions count what processor cores were told to do, whatever their clock. The same count in more time is the same work done more slowly, or work of another unit.',
  source: SOURCE,
  find: (facts) => sightings(facts, (changes) => changes.every((change) => Math.abs(change) < SAME)),
};

const MORE_INSTRUCTIONS: HintRule = {
  id: 'moreInstructions',
  title: 'Slower with more instructions',
  when: `a time of answers got worse, and an answer takes at least ${percentText(MORE)} more instructions on every phone there`,
  advice:
    'Look at the code and at where operators run: work that was added, or that moved from the graphics processor or the Neural Engine to processor cores.',
  reason: SAME_INSTRUCTIONS.reason,
  source: SOURCE,
  find: (facts) => sightings(facts, (changes) => changes.every((change) => change >= MORE)),
};

export const INSTRUCTION_RULES: readonly HintRule[] = [SAME_INSTRUCTIONS, MORE_INSTRUCTIONS];

function sightings(facts: Facts, isShown: (changes: readonly number[]) => boolean): readonly Sighting[] {
  return worseOf(facts, 'timeToFirstToken', 'endToEnd').flatMap((finding) => {
    const ids = deviceIdsOf(finding);
    const changes = ids.flatMap((id) => changeOn(id, finding.passId, facts) ?? []);
    if (changes.length < ids.length || changes.length === 0 || !isShown(changes)) return [];
    const largest = changes.toSorted((a, b) => Math.abs(b) - Math.abs(a))[0] ?? 0;
    const sign = largest < 0 ? 'fewer' : 'more';
    const detail = `an answer takes ${percentText(Math.abs(largest))} ${sign} instructions than before.`;
    return [{ deviceIds: ids, passId: finding.passId, metrics: [finding.metric], detail }];
  });
}

/** Relative, of the medians; null where an arm does not report instructions. */
function changeOn(deviceId: string, passId: string, { assessment: { summaries } }: Facts): number | null {
  const medianOf = (arm: Arm): number | null =>
    summaries.find(
      (own) =>
        own.deviceId === deviceId && own.passId === passId && own.metric === 'instructionsPerAnswer' && own.arm === arm,
    )?.median.estimate ?? null;
  const [before, now] = [medianOf('baseline'), medianOf('candidate')];
  return before === null || now === null || before === 0 ? null : now / before - 1;
}
