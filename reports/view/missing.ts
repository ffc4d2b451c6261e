import type { Completeness, MissingLaunch } from '#harness/domain/completeness.ts';
import { firstOf } from '#harness/text/lists.ts';
import { count } from '#harness/text/numbers.ts';
import { readable } from '#harness/text/sentences.ts';
import { armWord } from './wording.ts';

/** `3 of 48 launches are missing: latency, candidate, blocks 2–3 (thermal); …`; null where none is. */
export function missingSentence(completeness: readonly Completeness[]): string | null {
  const missing = sum(completeness.map((own) => own.missing.length));
  if (missing === 0) return null;
  const planned = sum(completeness.map((own) => own.planned - own.skipped));
  const places = completeness.flatMap(({ passId, arm, missing: own }) =>
    [...Map.groupBy(own, ({ reason }) => reason)].map(
      ([reason, launches]) =>
        `${readable(passId, 40)}, ${armWord(arm).toLowerCase()}, ${blocksText(launches)} (${reason === null ? 'never launched' : readable(reason, 60)})`,
    ),
  );
  return `${missing} of ${count(planned, 'launch is', 'launches are')} missing: ${firstOf(places)}.`;
}

/** As they are counted elsewhere in a report, from 1: `block 3`, `blocks 2–3, 7`. */
function blocksText(launches: readonly MissingLaunch[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const { block } of launches) {
    const range = ranges.at(-1);
    if (range?.last === block - 1) range.last = block;
    else ranges.push({ first: block, last: block });
  }
  const texts = ranges.map(({ first, last }) => (first === last ? `${first + 1}` : `${first + 1}–${last + 1}`));
  return `${launches.length === 1 ? 'block' : 'blocks'} ${texts.join(', ')}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
