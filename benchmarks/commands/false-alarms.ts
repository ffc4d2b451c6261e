/**
 * How often each rule calls unchanged code changed, on published measurements: within a session, in blocks or one arm
 * after the other, and across nights; and how far the published values are exchangeable at all. Seeded.
 */
import { rateOf } from '#harness/lab/self-test/findings.ts';
import { lagOneAutocorrelation } from '#harness/stats/autocorrelation.ts';
import { median } from '#harness/stats/quantile.ts';
import type { AaDataset } from '#benchmarks/noise/aa-data.ts';
import { askNights, nights, STORED_NIGHTS } from '#benchmarks/noise/across-nights.ts';
import { firstLaunches } from '#benchmarks/noise/first-launches.ts';
import { ourStoredInterval, ourStoredVerdict } from '#benchmarks/rules/our-rule.ts';
import { benchstat } from '#benchmarks/rules/peers/benchstat.ts';
import type { Call } from '#benchmarks/rules/peers/rule.ts';
import { percent, printMachine, printTable, ratePercent, write } from '#benchmarks/print/print.ts';
import { OURS, peers } from '#benchmarks/rules/rules.ts';
import { inBlocks, inTurn, type Stretch, stretchesOf } from '#benchmarks/noise/within-session.ts';

const CRITERION_RESAMPLES = 10_000;
const PEERS = peers(CRITERION_RESAMPLES);

/**
 * Datasets whose sessions hold enough values, and how many orders are drawn for each stretch: more where those are few.
 */
const DATASETS: readonly { readonly dataset: AaDataset; readonly orders: number }[] = [
  { dataset: 'go-bent', orders: 1 },
  { dataset: 'android-startups', orders: 100 },
  { dataset: 'criterion', orders: 40 },
  { dataset: 'iphone-decode', orders: 25 },
];
const COLUMNS = DATASETS.map(({ dataset, orders }) => ({ dataset, orders, stretches: stretchesOf(dataset) }));

const alarms = (calls: readonly Call[]): string =>
  ratePercent(rateOf(calls.filter((call) => call.isChanged).length, calls.length));

function printBlocks(): void {
  write('\nWithin a session, neighbours in blocks of drawn order, the same values for all rules\n\n');
  printTable(
    ['rule', ...COLUMNS.map(({ dataset, orders, stretches }) => `${dataset}, n = ${stretches.length * orders}`)],
    [...OURS, ...PEERS].map((rule) => [
      rule.name,
      ...COLUMNS.map(({ orders, stretches }) => alarms(inBlocks(rule, stretches, orders))),
    ]),
  );
}

function printInTurn(): void {
  write('\nWithin a session, first half against second half\n\n');
  const lags = COLUMNS.map(({ stretches }) => stretches.map(lagOf));
  printTable(
    ['rule', ...COLUMNS.map(({ dataset, stretches }) => `${dataset}, n = ${stretches.length}`)],
    [
      ...PEERS.map((rule) => [rule.name, ...COLUMNS.map(({ stretches }) => alarms(inTurn(rule, stretches)))]),
      ['*lag-1 correlation, median*', ...lags.map((all) => (median(all.map(({ r }) => r)) ?? 0).toFixed(2))],
      [
        '*beyond 2 / √n*',
        ...lags.map((all) => ratePercent(rateOf(all.filter(({ isCorrelated }) => isCorrelated).length, all.length))),
      ],
    ],
  );
}

/** Whether neighbours resemble each other: what one arm after the other rests on not being so. */
function lagOf({ values }: Stretch): { readonly r: number; readonly isCorrelated: boolean } {
  const r = lagOneAutocorrelation(values) ?? 0;
  return { r, isCorrelated: Math.abs(r) > 2 / Math.sqrt(values.length) };
}

function printNights(): void {
  const all = nights();
  const row = (name: string, baseline: string, rule: Parameters<typeof askNights>[1]): readonly string[] => {
    const asked = askNights(all, rule);
    const byNight = [...Map.groupBy(asked, (one) => one.name).values()];
    const worst = Math.max(...byNight.map((night) => night.filter(({ call }) => call.isChanged).length / night.length));
    return [name, baseline, alarms(asked.map(({ call }) => call)), percent(worst)];
  };
  const [several, one] = [`${STORED_NIGHTS} nights`, 'the night before'];
  write(`\nAcross nights, go-bent, n = ${all.length}\n\n`);
  printTable(
    ['rule', 'baseline', 'false alarms', 'in the worst night'],
    [
      row('ours, interval at margin 0', several, ({ before, now }, context) => ourStoredInterval(before, now, context)),
      row('ours, verdict at margin 5 %', several, ({ before, now }, context) => ourStoredVerdict(before, now, context)),
      row('ours, verdict at margin 5 %', one, ({ before, now }, context) =>
        ourStoredVerdict(before.slice(0, 1), now, context),
      ),
      ...PEERS.map(({ name, rule }) =>
        row(name, one, ({ before, now }, context) => rule(before[0] ?? [], now, context)),
      ),
      row('benchstat', several, ({ before, now }) => benchstat(before.flat(), now)),
    ],
  );
}

function printFirstLaunches(): void {
  const groups = [
    { name: 'load, first token, prompt rate', metrics: /(loadTime|firstToken|promptTokens)\w*$/ },
    { name: 'decode rate, inter-token time, memory', metrics: /(decodeTokens|interToken|memoryPeak)\w*$/ },
  ];
  const devices = [
    { name: 'iPhone 17 Pro', prefix: 'iphone17pro' },
    { name: 'M4 Max', prefix: 'm4max' },
  ];
  write('\nThe first of three or four launches, llm-launches\n\n');
  printTable(
    [
      'device',
      'metrics',
      'series',
      'first launch is the worst',
      'second is worse than the third',
      'first to second',
      'second to third',
    ],
    devices.flatMap((device) =>
      groups.map((group) => {
        const found = firstLaunches((name) => name.startsWith(device.prefix) && group.metrics.test(name));
        const worst = [found.firstWorst, found.secondWorse].map((count) => ratePercent(rateOf(count, found.series)));
        const ratios = [found.firstToSecond, found.secondToThird].map((ratio) => `× ${ratio.toFixed(2)}`);
        return [device.name, group.name, String(found.series), ...worst, ...ratios];
      }),
    ),
  );
}

printMachine('False alarms');
printBlocks();
printInTurn();
printNights();
printFirstLaunches();
