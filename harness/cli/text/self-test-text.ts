import { count, fixed, percentText } from '#harness/text/numbers.ts';
import { marginText } from '#harness/text/quantities.ts';
import type { Scenario } from '#harness/lab/self-test/scenarios.ts';
import {
  DETECTION_RATE,
  FALSE_ALARM_RATE,
  type Finding,
  foundFrom,
  isNeverFound,
  MISS_RATE,
  rateOf,
} from '#harness/lab/self-test/findings.ts';
import type { ScenarioResult } from '#harness/lab/self-test/self-test.ts';
import type { Outcomes, Tally } from '#harness/lab/self-test/tally.ts';
import { confirmedLines, isConfirmed } from './confirmed-text.ts';
import { endedEarlyLines, isEndedEarly } from './ended-early-text.ts';
import { table } from './table.ts';

type Changed = Extract<Scenario, { readonly kind: 'changed' }>;

/** What a self-test found, for a person at a terminal: tables, then what they mean. */
export function describeSelfTest(results: readonly ScenarioResult[], findings: readonly Finding[]): string {
  const unchanged = results.filter(({ scenario }) => scenario.kind === 'unchanged');
  const parts = [
    ...(unchanged.length === 0 ? [] : [unchangedTable(unchanged)]),
    ...results.flatMap(({ scenario, tallies }) => (scenario.kind === 'changed' ? changedTable(scenario, tallies) : [])),
    conclusion(results, findings),
  ];
  return parts.join('\n');
}

function unchangedTable(results: readonly ScenarioResult[]): string {
  const rows = results.flatMap(({ scenario, tallies }) =>
    tallies.map((tally) => [
      scenario.title,
      percentText(tally.failed / tally.trials),
      intervalOf(tally),
      percentText(tally.inconclusive / tally.trials),
      percentText(tally.passed / tally.trials),
      fixed(tally.meanBlocks, 1),
      ...besideCells(tally.whole, tally.trials),
      ...besideCells(tally.once, tally.trials),
    ]),
  );
  const header = ['Nothing changed in the build', 'fails', '95 % interval', 'inconclusive', 'passes', 'blocks'];
  const once = isConfirmed(results) ? ['once: fails', 'once: blocks'] : [];
  return table([...header, ...(isEndedEarly(results) ? ['whole: fails', 'whole: blocks'] : []), ...once], rows);
}

/** Of the same runs under another rule; none where the policy has no such rule. */
function besideCells(outcomes: Outcomes | null, trials: number): readonly string[] {
  return outcomes === null ? [] : [percentText(outcomes.failed / trials), fixed(outcomes.meanBlocks, 1)];
}

function changedTable(scenario: Changed, tallies: readonly Tally[]): string {
  const row = (title: string, cell: (tally: Tally) => string): readonly string[] => [title, ...tallies.map(cell)];
  const share = (hits: (tally: Tally) => number): ((tally: Tally) => string) => {
    return (tally) => percentText(hits(tally) / tally.trials);
  };
  const header = row(scenario.title, ({ size }) => sizeText(scenario, size));
  return table(header, [
    row('  must', ({ expectation }) => ({ tolerate: 'not fail', none: '', find: 'not pass' })[expectation]),
    row(
      '  fails',
      share(({ failed }) => failed),
    ),
    row('    95 % interval', intervalOf),
    row('', ({ failed, trials }) => bar(failed / trials)),
    row(
      '    and names it',
      share(({ named }) => named),
    ),
    row(
      '  inconclusive',
      share(({ inconclusive }) => inconclusive),
    ),
    row(
      '  passes',
      share(({ passed }) => passed),
    ),
    row('  blocks', ({ meanBlocks }) => fixed(meanBlocks, 1)),
    ...(['whole', 'once'] as const).flatMap((name) =>
      tallies.every((tally) => tally[name] === null)
        ? []
        : [
            row(`  ${name}: fails`, (tally) => besideCells(tally[name], tally.trials)[0] ?? ''),
            row(`  ${name}: blocks`, (tally) => besideCells(tally[name], tally.trials)[1] ?? ''),
          ],
    ),
  ]);
}

function conclusion(results: readonly ScenarioResult[], findings: readonly Finding[]): string {
  const unchanged = results.filter(({ scenario }) => scenario.kind === 'unchanged').flatMap(({ tallies }) => tallies);
  const lines = [
    ...(unchanged.length === 0 ? [] : [falseAlarmText(unchanged)]),
    ...results.flatMap(({ scenario, tallies }) => (scenario.kind === 'changed' ? foundText(scenario, tallies) : [])),
    ...endedEarlyLines(results),
    ...confirmedLines(results),
    ...findings.map(findingText),
    verdictText(results, findings),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function verdictText(results: readonly ScenarioResult[], findings: readonly Finding[]): string {
  if (findings.length > 0) return 'This gate cannot be trusted with this suite.';
  const neverFound = results.flatMap((result) =>
    result.scenario.kind === 'changed' && isNeverFound(result) ? upTo(result.scenario, result.tallies) : [],
  );
  return neverFound.length === 0
    ? 'Nothing speaks against this gate.'
    : `This gate cannot find: ${neverFound.join(', ')}. It needs more blocks, more questions or wider margins.`;
}

function upTo(scenario: Changed, tallies: readonly Tally[]): string {
  return `${scenario.title} (up to ${sizeText(scenario, Math.max(...tallies.map(({ size }) => size)))})`;
}

function falseAlarmText(tallies: readonly Tally[]): string {
  const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
  const trials = tallies.reduce((sum, tally) => sum + tally.trials, 0);
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
  const { high } = rateOf(failed, trials);
  return `Nothing changed: ${failed} of ${trials} runs failed, in the long run at most ${percentText(high)}; ${passed} passed.`;
}

function foundText(scenario: Changed, tallies: readonly Tally[]): string {
  const first = foundFrom(tallies);
  if (first === null) return `${scenario.title}: no size here is found in ${percentText(DETECTION_RATE)} of runs.`;
  const from = tallies.slice(tallies.indexOf(first));
  const failed = from.reduce((sum, tally) => sum + tally.failed, 0);
  const named = from.reduce((sum, tally) => sum + tally.named, 0);
  const size = sizeText(scenario, first.size);
  return `${scenario.title}: found in ${percentText(DETECTION_RATE)} of runs or more from ${size} on; ${percentText(named / failed)} of these name it.`;
}

function findingText({ kind, scenario, size, rate }: Finding): string {
  const what =
    scenario.kind === 'changed'
      ? `${scenario.title} (${sizeText(scenario, size)})`
      : `Nothing changed (${scenario.title.toLowerCase()})`;
  const longRun = `in the long run ${percentText(rate.low)} to ${percentText(rate.high)}`;
  switch (kind) {
    case 'falseAlarms': {
      const most = percentText(FALSE_ALARM_RATE);
      return `TOO MANY FALSE ALARMS: ${what}: ${rate.hits} of ${rate.trials} runs failed, ${longRun}; at most ${most} may.`;
    }
    case 'misses':
      return `MISSED: ${what}: ${rate.hits} of ${rate.trials} runs passed, ${longRun}; at most ${percentText(MISS_RATE)} may.`;
  }
}

function sizeText({ change }: Changed, size: number): string {
  switch (change.kind) {
    case 'slowStage':
    case 'slowLoad':
    case 'moreEnergy':
    case 'wrongAnswers':
    case 'crashes':
      return percentText(size);
    case 'ballast':
      return marginText(size, { metric: 'peakMemory', scale: 'absolute' });
    case 'leak':
      return marginText(size, { metric: 'leakPerCycle', scale: 'absolute' });
    case 'swappedBuild':
      return count(size, 'launch', 'launches');
  }
}

function intervalOf({ failed, trials }: Tally): string {
  const { low, high } = rateOf(failed, trials);
  return `${Math.round(100 * low)}–${Math.round(100 * high)}`;
}

const BARS = '·▁▂▃▄▅▆▇█';
const BAR_WIDTH = 5;

/** As high as the share: side by side they draw a curve. */
function bar(share: number): string {
  const height = share === 0 ? 0 : Math.max(1, Math.round(share * (BARS.length - 1)));
  return (BARS[height] ?? '').repeat(BAR_WIDTH);
}
