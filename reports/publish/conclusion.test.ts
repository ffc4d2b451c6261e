/** What pipelines look at, beside each other: exit code, check, headline, badge, JUnit and SARIF. */
import { assert, constantFrom, property } from 'fast-check';
import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { decidingPart, type Policy } from '#harness/domain/decision.ts';
import { exitCodeOf } from '#harness/domain/exit-code.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { type Draw, draws, runOf } from '#harness/gate/random-run.fixture.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { badgeReporter } from '#reports/badge/reporter.ts';
import { junitReporter } from '#reports/junit/reporter.ts';
import { pullRequestText } from '#reports/pull-request/comment.ts';
import { sarifReporter } from '#reports/sarif/reporter.ts';
import { conclusionOf } from './conclusion.ts';

const { pr, release } = POLICIES;
const POLICIES_OF_TEAMS: readonly Policy[] = [
  decidingPart(pr),
  decidingPart(release),
  { ...decidingPart(pr), id: 'strict in one', metrics: { endToEnd: { inconclusive: 'block' } } },
  { ...decidingPart(release), id: 'lenient in one', metrics: { timeToFirstToken: { inconclusive: 'warn' } } },
  { ...decidingPart(pr), id: 'twice', confirm: 'secondSession' },
];

/** What each place says of a decision, in this order of columns. */
const TABLE = {
  pass: { exitCode: 0, conclusion: 'success', sign: '✓', badge: 'pass', junit: 'passed', sarif: 'note' },
  measured: { exitCode: 0, conclusion: 'neutral', sign: '○', badge: 'measured', junit: 'passed', sarif: 'note' },
  fail: { exitCode: 1, conclusion: 'failure', sign: '✕', badge: 'fail', junit: 'failure', sarif: 'error' },
  inconclusive: {
    exitCode: 3,
    conclusion: 'failure',
    sign: '?',
    badge: 'inconclusive',
    junit: 'error',
    sarif: 'warning',
  },
  incomplete: {
    exitCode: 4,
    conclusion: 'failure',
    sign: '?',
    badge: 'inconclusive',
    junit: 'error',
    sarif: 'warning',
  },
} as const;

test('exit code, check, headline, badge, JUnit and SARIF of a run are one line of the table', async () => {
  const seen = new Set<string>();
  const inputs: ReportInput[] = [];
  assert(
    property(draws, constantFrom(...POLICIES_OF_TEAMS), (draw, policy) => void inputs.push(inputOf(draw, policy))),
    { numRuns: 150, seed: 20_260_101 },
  );
  for (const input of inputs) {
    const said = await saidOf(input);
    const row = Object.entries(TABLE).find(([, own]) => own.exitCode === said.exitCode && own.badge === said.badge);
    expect(said, JSON.stringify(input.decision.reasons)).toEqual(row?.[1]);
    seen.add(row?.[0] ?? '');
  }
  expect([...seen].toSorted()).toEqual(Object.keys(TABLE).toSorted());
});

function inputOf(draw: Draw, policy: Policy): ReportInput {
  const drawn = runOf(draw);
  const assessment = assess({ ...drawn, seed: 20_260_101 });
  return {
    ...drawn,
    assessment,
    decision: decide(assessment, policy),
    calibrations: [],
    thumbnails: new Map(),
  };
}

async function saidOf(input: ReportInput): Promise<Readonly<Record<keyof (typeof TABLE)['pass'], unknown>>> {
  const text = pullRequestText(input);
  const fileOf = async (reporter: ReturnType<typeof badgeReporter>): Promise<string> => {
    const [file] = await reporter.render(input);
    return String(file?.content);
  };
  const [badge, junit, sarif] = await Promise.all([badgeReporter(), junitReporter(), sarifReporter()].map(fileOf));
  const worstOf = (words: readonly string[], within = ''): string | undefined =>
    words.find((word) => within.includes(word));
  return {
    exitCode: exitCodeOf(input.decision),
    conclusion: conclusionOf(input.decision, text),
    sign: text.headline.slice(0, 1),
    badge: /<title>[^<]*: (\w+)/.exec(badge ?? '')?.[1],
    junit: worstOf(['<failure', '<error'], junit)?.slice(1) ?? 'passed',
    sarif: /"level": "(error|warning)"/.exec(sarif ?? '')?.[1] ?? 'note',
  };
}
