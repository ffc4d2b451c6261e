/**
 * `verify` calls a difference an alteration where the rules are the same, so a rule that changes must have another number. What
 * the rules make of some runs is written down, with every number of theirs and the policies; whatever changes that changes
 * the fingerprint, which is kept by the number of the rules.
 */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import * as levels from '#harness/compare/levels.ts';
import {
  aDevice,
  aMeasured,
  anIteration,
  aPass,
  aQuestion,
  aRun,
  CRASH,
  LATENCY,
  launchNoise,
  type Place,
  slowerVision,
} from '#harness/compare/run.fixture.ts';
import { withSecondSession } from '#harness/compare/second-session.fixture.ts';
import { decidingPart, type Policy } from '#harness/domain/decision.ts';
import type { Outcome } from '#harness/domain/launch.ts';
import { OLD_RUNS, type OldRun, oldRun } from '#harness/domain/old-runs/old-run.fixture.ts';
import { parseRun, type Run } from '#harness/domain/run.ts';
import { JUDGING_RULES, type RecordedVerdict, recordedVerdicts } from '#harness/domain/verdict-record.ts';
import { decide, POLICIES } from './decide.ts';

/**
 * The fingerprint of each version of the rules. Where a rule was changed on purpose: raise JUDGING_RULES, add a line here, and
 * write the file again with `vitest run harness/gate/judging-rules.test.ts --update`. A line that is here stays as it is.
 */
const FINGERPRINTS: Readonly<Record<number, string>> = {
  12: 'e936c6224029a1bb',
  14: '5d26e14d1c86265c',
  15: '233393481e8aaa8c',
  16: 'cefb7fe9f619de16',
};

type Judged = { readonly name: string; readonly run: Run; readonly baselineRun: Run | null };

const read = (name: OldRun): Run => parseRun(oldRun(name), name);
const beside = (name: string, run: Run): Judged => ({ name, run, baselineRun: null });

/** Launches of both builds vary by so much, and those of the candidate are slower by a factor. */
function varying(sigma: number, factor: number): (place: Place) => ReturnType<typeof aMeasured> {
  const noise = launchNoise(5, sigma);
  return (place) => {
    const visionEncodeMs = 50 * noise() * (place.arm === 'candidate' ? factor : 1);
    return aMeasured({
      iterations: [anIteration(aQuestion(place, { visionEncodeMs }))],
      peakFootprintBytes: 9e8 * noise(),
    });
  };
}

/** The candidate crashes in every third block. */
function crashing(): (place: Place) => Outcome {
  const measured = varying(0.02, 1);
  return (place) => (place.arm === 'candidate' && place.block % 3 === 0 ? CRASH : measured(place));
}

const twins = [aDevice('one'), aDevice('two')];
const looking = {
  ...aPass('latency', LATENCY),
  protocol: { ...aPass('latency', LATENCY).protocol, blocks: 12, looks: [4, 8] },
};

const JUDGED: readonly Judged[] = [
  ...OLD_RUNS.filter((name) => name !== 'stored').map((name) => beside(name, read(name))),
  { name: 'stored', run: read('stored'), baselineRun: read('alone') },
  beside('slower', aRun({ blocks: 12, outcome: slowerVision(1.08) })),
  beside('unchanged', aRun({ blocks: 24, outcome: varying(0.02, 1) })),
  beside('noisy', aRun({ blocks: 12, outcome: varying(0.1, 1.05) })),
  beside('few blocks', aRun({ blocks: 3, outcome: slowerVision(1.2) })),
  beside('a look', aRun({ blocks: 8, passes: [looking], outcome: varying(0.02, 1.1) })),
  beside(
    'few launches',
    aRun({
      blocks: 8,
      passes: [{ ...looking, protocol: { ...looking.protocol, fewestToPass: 12 } }],
      outcome: varying(0.02, 1),
      overrides: { mostToPass: 6 },
    }),
  ),
  beside('two phones', aRun({ blocks: 12, devices: twins, outcome: varying(0.02, 1.04) })),
  beside('crashes', aRun({ blocks: 12, outcome: crashing() })),
  ...(['slower', 'unchanged', 'crashes'] as const).map((again) =>
    beside(
      `slower, then ${again}`,
      withSecondSession(
        aRun({ blocks: 12, outcome: slowerVision(1.08) }),
        aRun({
          blocks: 12,
          outcome: { slower: slowerVision(1.08), unchanged: varying(0.02, 1), crashes: crashing() }[again],
        }),
      ),
    ),
  ),
];

/** Each policy that ships, and one that asks for a second session. */
const JUDGES: readonly Policy[] = [
  ...Object.values(POLICIES),
  { ...POLICIES.pr, id: 'twice', confirm: 'secondSession' },
];

/** Machines differ in the last bits. */
function rounded(value: number | null): string {
  return value === null ? 'none' : String(Number(value.toFixed(6)));
}

function lineOf({ subject, passId, metric, verdict, reason, change, margin, pRegression }: RecordedVerdict): string {
  const interval =
    change === null ? 'none' : `${rounded(change.estimate)} [${rounded(change.low)}, ${rounded(change.high)}]`;
  return `  ${subject} ${passId} ${metric}: ${reason === null ? verdict : `${verdict} ${reason}`}, ${interval}, margin ${rounded(margin)}, p ${rounded(pRegression)}`;
}

function linesOf({ name, run, baselineRun }: Judged): readonly string[] {
  const assessment = assess({ run, baselineRun, seed: 7 });
  const decisions = JUDGES.map((policy) => `${policy.id} ${decide(assessment, policy).kind}`);
  const { verdicts } = recordedVerdicts(assessment, decide(assessment, POLICIES.pr));
  return [`${name}: ${decisions.join(', ')}`, ...verdicts.map(lineOf)];
}

function written(): string {
  const numbers = Object.entries(levels).flatMap(([name, value]) =>
    typeof value === 'number' ? [`${name} ${value}`] : [],
  );
  const policies = JUDGES.map((policy) => JSON.stringify(decidingPart(policy)));
  return `${[...numbers.toSorted(), ...policies, ...JUDGED.flatMap(linesOf)].join('\n')}\n`;
}

test('what the rules make of these runs is what was reviewed', async () => {
  await expect(written()).toMatchFileSnapshot('./judging-rules.golden');
});

test('a changed rule has a number of its own', () => {
  const fingerprint = createHash('sha256').update(written()).digest('hex').slice(0, 16);
  expect({ [JUDGING_RULES]: fingerprint }).toEqual({ [JUDGING_RULES]: FINGERPRINTS[JUDGING_RULES] });
  expect(Math.max(...Object.keys(FINGERPRINTS).map(Number))).toBe(JUDGING_RULES);
});
