import { expect, test } from 'vitest';
import { compareRemeasured } from '#harness/compare/change/remeasured.ts';
import { takenLooks } from '#harness/compare/change/looks.ts';
import { aMargin, aPass } from '#harness/compare/run.fixture.ts';
import { singleLookLevel } from './single-look.ts';

const { protocol } = aPass('', []);

test.each([3, 5, 6, 24, 100])('%i blocks that are looked at once may err as often as the gate lets them', (blocks) => {
  const looks = takenLooks({ ...protocol, blocks, looks: [] }, blocks);
  const values = Array.from({ length: blocks }, (_, block) => ({
    block,
    first: block % 2 === 0 ? ('baseline' as const) : ('candidate' as const),
    baseline: 100 + block,
    candidate: 100 + ((7 * block) % blocks),
  }));
  const [judged] = compareRemeasured(aMargin('timeToFirstToken'), values, looks);
  expect(1 - 2 * singleLookLevel(protocol)(blocks)).toBeCloseTo(judged?.change?.confidence ?? 0, 12);
});

test('how many blocks and looks the suite has does not matter', () => {
  const other = singleLookLevel({ ...protocol, blocks: 4, looks: [2, 3] });
  for (const blocks of [3, 8, 50]) expect(other(blocks)).toBe(singleLookLevel(protocol)(blocks));
});
