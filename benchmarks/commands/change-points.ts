/**
 * How often the history names a change point that is none, how often it finds one, and how long it takes. Simulated series; nights
 * of Go benchmarks whose code did not change; and series that people have marked, where a folder of them is named. Seeded.
 * Usage: change-points.ts [series a figure] [folder of the Turing Change Point Dataset, files { values, annotations }]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changePoints } from '#harness/stats/change-points/change-points.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { median } from '#harness/stats/quantile.ts';
import { createRandom } from '#harness/stats/random.ts';
import { loadAa } from '#benchmarks/noise/aa-data.ts';
import { ms, percent, printMachine, printTable, write } from '#benchmarks/print/print.ts';
import { changePointScores } from '#benchmarks/rules/change-point-scores.ts';

const TRIALS = Number(process.argv[2] ?? 1000);
const MARKED = process.argv[3];
const NIGHTS = [12, 20, 30, 90, 365] as const;
/** A change is as old as this on the last night. */
const AGE = 5;

type Kind = { readonly name: string; readonly memory: number; readonly isHeavy: boolean; readonly change: number };

const KINDS: readonly Kind[] = [
  { name: 'no change, independent nights', memory: 0, isHeavy: false, change: 0 },
  { name: 'no change, each night keeps 30 % of the last', memory: 0.3, isHeavy: false, change: 0 },
  { name: 'no change, each night keeps 60 % of the last', memory: 0.6, isHeavy: false, change: 0 },
  { name: 'no change, heavy tails (t, 3 degrees)', memory: 0, isHeavy: true, change: 0 },
  { name: `2 standard deviations ${AGE} nights ago`, memory: 0, isHeavy: false, change: 2 },
  { name: `3 standard deviations ${AGE} nights ago`, memory: 0, isHeavy: false, change: 3 },
  { name: `4 standard deviations ${AGE} nights ago`, memory: 0, isHeavy: false, change: 4 },
];

function seriesOf({ name, memory, isHeavy, change }: Kind, nights: number, seed: number): readonly number[] {
  const normal = standardNormal(createRandom(seed, `${name} ${nights}`));
  const draw = (): number =>
    isHeavy ? normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3) : normal();
  let last = draw() / Math.sqrt(1 - memory ** 2);
  return Array.from({ length: nights }, (_, night) => {
    last = memory * last + draw();
    return last + (night < nights - AGE ? 0 : change);
  });
}

function shareWith(kind: Kind, nights: number): string {
  let found = 0;
  for (let seed = 0; seed < TRIALS; seed += 1) found += Number(changePoints(seriesOf(kind, nights, seed)).length > 0);
  return percent(found / TRIALS);
}

printMachine(`Series that have a change point, of ${TRIALS} simulated ones a figure`);
printTable(
  ['series', ...NIGHTS.map((nights) => `${nights} nights`)],
  KINDS.map((kind) => [kind.name, ...NIGHTS.map((nights) => shareWith(kind, nights))]),
);

const unchanged = loadAa('go-bent').map(({ sessions }) => sessions.map(({ values }) => Math.log(median(values) ?? 1)));
const found = unchanged.flatMap((levels) => changePoints(levels));
const changed = unchanged.filter((levels) => changePoints(levels).length > 0).length;
const nights = unchanged.reduce((sum, { length }) => sum + length, 0);
write(
  `\nUnchanged Go benchmarks: ${changed} of ${unchanged.length} series have a change point, in ${nights} nights.\n`,
);
write(
  `The nights and sizes: ${found.map(({ index, before, after }) => `${index + 1} (${percent(Math.expm1(after - before))})`).join(', ')}\n\n`,
);

const LONG: Kind = { name: 'long', memory: 0.3, isHeavy: false, change: 4 };
printTable(
  ['values', 'time'],
  [100, 1000, 10_000].map((length) => {
    const values = seriesOf(LONG, length, 1);
    const times = Array.from({ length: 11 }, () => {
      const began = performance.now();
      changePoints(values);
      return performance.now() - began;
    });
    return [String(length), `${ms(median(times) ?? 0)} ms`];
  }),
);

if (MARKED !== undefined) {
  const rows = markedSeries(MARKED).map(({ name, values, annotations }) => {
    const found = changePoints(values).map(({ index }) => index);
    return { name, found, ...changePointScores(annotations, found, values.length) };
  });
  const meanOf = (pick: (row: (typeof rows)[number]) => number): string =>
    (rows.reduce((sum, row) => sum + pick(row), 0) / rows.length).toFixed(3);
  write('\n');
  printTable(
    ['marked by people', 'change points', 'F1', 'cover'],
    [
      ...rows.map(({ name, found, f1, cover }) => [name, found.join(' ') || '–', f1.toFixed(3), cover.toFixed(3)]),
      [`mean of ${rows.length}`, '', meanOf(({ f1 }) => f1), meanOf(({ cover }) => cover)],
    ],
  );
}

type Marked = { name: string; values: readonly number[]; annotations: readonly (readonly number[])[] };

function markedSeries(folder: string): readonly Marked[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .toSorted()
    .flatMap((file) => {
      const json = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
        name?: string;
        values?: readonly number[];
        annotations?: Readonly<Record<string, readonly number[]>>;
      };
      const { name = file, values, annotations } = json;
      return values === undefined || annotations === undefined
        ? []
        : [{ name, values: values.map(Number), annotations: Object.values(annotations) }];
    });
}
