/**
 * What each rule finds of a change of known size that is put into published measurements of unchanged code: with twelve
 * blocks as it is published, and how many blocks it needs at the same rate of false alarms as all others. Seeded.
 */
import {
  asPublished,
  ask,
  blocksNeeded,
  type Field,
  fieldOf,
  recalibrated,
} from '#benchmarks/noise/injected-changes.ts';
import { percent, printMachine, printTable, write } from '#benchmarks/print/print.ts';
import { OURS, peers, STUDENT } from '#benchmarks/rules/rules.ts';

const CHANGES = [0.01, 0.02, 0.03, 0.05, 0.1];
const TWELVE = 12;
const BLOCKS = [4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128];
/** What a launch of the app costs with installing, waiting and cooling down: assumed, not measured. */
const LAUNCH_SECONDS = 8;
/** Instead of its 100,000, for time's sake. */
const CRITERION_RESAMPLES = { published: 1000, recalibrated: 200 };

function printFound(field: Field): void {
  const trials = field.trials(TWELVE);
  write(`\n${field.dataset}, ${TWELVE} blocks, as published, n = ${trials.length}\n\n`);
  printTable(
    ['rule', 'no change', ...CHANGES.map(percent)],
    [...OURS, STUDENT, ...peers(CRITERION_RESAMPLES.published)].map(({ name, rule }) => [
      name,
      ...[0, ...CHANGES].map((change) => {
        const called = trials.filter((trial) => ask(rule, trial, change).isChanged);
        return percent(called.length / trials.length);
      }),
    ]),
  );
}

function printNeeded(field: Field): void {
  const [interval, verdict] = OURS;
  const row = (name: string, needed: ReadonlyMap<number, number>): readonly string[] => [
    name,
    ...CHANGES.map((change) => cost(needed.get(change))),
  ];
  write(`\n${field.dataset}, blocks needed, ${field.series} series, ${field.trialsEach} trials each\n\n`);
  printTable(
    ['rule', ...CHANGES.map(percent)],
    [
      row(`${interval.name}, as published`, blocksNeeded(interval.rule, field, CHANGES, BLOCKS, asPublished)),
      ...[interval, ...peers(CRITERION_RESAMPLES.recalibrated)].map(({ name, rule }) =>
        row(name, blocksNeeded(rule, field, CHANGES, BLOCKS, recalibrated)),
      ),
      [
        `${verdict.name}, as published`,
        ...CHANGES.map((change) =>
          change > 0.05
            ? cost(blocksNeeded(verdict.rule, field, [change], BLOCKS, asPublished).get(change))
            : 'none is due',
        ),
      ],
    ],
  );
}

function cost(blocks: number | undefined): string {
  if (blocks === undefined) return `> ${BLOCKS.at(-1) ?? 0}`;
  const minutes = (2 * blocks * LAUNCH_SECONDS) / 60;
  return `${blocks} (${minutes < 10 ? minutes.toFixed(1) : minutes.toFixed(0)} min)`;
}

printMachine('Changes found');
printFound(fieldOf('go-bent', 1, 10));
printFound(fieldOf('android-startups', 1, 500));
printFound(fieldOf('iphone-decode', 1, 60));
printNeeded(fieldOf('go-bent', 3, 40));
printNeeded(fieldOf('android-startups', 1, 400));
printNeeded(fieldOf('iphone-decode', 1, 80));
