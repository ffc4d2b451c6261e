import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mannWhitney } from '#harness/stats/ranks/mann-whitney.ts';
import { medianInterval } from '#harness/stats/intervals/median-interval.ts';

// Inputs and outputs that golang.org/x/perf tests its benchstat with.
const FOLDER = join(import.meta.dirname, '../../../shared/data/samples/benchstat-goldens');
const isPresent = existsSync(FOLDER);
const reason = isPresent ? '' : ' (skipped: ../shared/data/samples/benchstat-goldens is not here)';

type Unit = 'sec/op' | 'B/s';
/** A benchmark's values in the order in which they were measured. */
type Measured = ReadonlyMap<string, readonly number[]>;
/** What a table says of one benchmark in one column; the first column is the one that others are compared with. */
type Cell = { readonly median: number; readonly spreadPercent: string; readonly p: string | undefined };
type Row = { readonly unit: Unit; readonly name: string; readonly cells: readonly Cell[] };

const read = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');

function measuredIn(file: string, unit: Unit): Measured {
  const pattern = unit === 'sec/op' ? /^Benchmark(\S+).*?([\d.]+) ns\/op/gm : /^Benchmark(\S+).*?([\d.]+) MB\/s/gm;
  const scale = unit === 'sec/op' ? 1e-9 : 1e6;
  const lines = [...read(file).matchAll(pattern)].map(([, name = '', value]) => ({
    name,
    value: scale * Number(value),
  }));
  return new Map(
    [...Map.groupBy(lines, ({ name }) => name)].map(([name, all]) => [name, all.map(({ value }) => value)]),
  );
}

const PREFIXES: Readonly<Record<string, number>> = { n: 1e-9, µ: 1e-6, Mi: 2 ** 20, Gi: 2 ** 30 };

function rowsOf(file: string): readonly Row[] {
  let unit: Unit = 'sec/op';
  return read(file)
    .split('\n')
    .flatMap((line): readonly Row[] => {
      if (line.includes('│')) unit = line.includes('B/s') ? 'B/s' : unit;
      const cells = [...line.matchAll(/([\d.]+)(\S+) ± (\S+)(?:\s+\S+ \(p=(\S+) n=\d+\))?/g)].map(
        ([, number, prefix = '', spreadPercent = '', p]) => ({
          median: Number(number) * (PREFIXES[prefix] ?? Number.NaN),
          spreadPercent,
          p,
        }),
      );
      return cells.length === 0 ? [] : [{ unit, name: line.split(/\s/)[0] ?? '', cells }];
    });
}

/** As benchstat prints it: the end of the interval that is farther from the median. */
function spreadPercent(values: readonly number[]): string {
  const interval = medianInterval(values, 0.95);
  if (interval?.low == null || interval.high === null) return '∞';
  return `${(100 * Math.max(interval.high / interval.estimate - 1, 1 - interval.low / interval.estimate)).toFixed(0)}%`;
}

/** All that differs between a table and what we find in the values that it was made of. */
function differences(row: Row, columns: readonly (readonly number[] | undefined)[]): readonly string[] {
  const [baseline] = columns;
  return row.cells.flatMap((cell, index) => {
    const values = columns[index] ?? [];
    const estimate = medianInterval(values, 0.95)?.estimate ?? Number.NaN;
    // Medians are printed with four digits or more.
    const isMedian = Math.abs(estimate / cell.median - 1) < 6e-4;
    const p = index === 0 ? undefined : mannWhitney(baseline ?? [], values)?.p.twoSided.toFixed(3);
    return [
      isMedian ? '' : `${row.name}: median ${estimate}, not ${cell.median}`,
      spreadPercent(values) === cell.spreadPercent
        ? ''
        : `${row.name}: ± ${spreadPercent(values)}, not ${cell.spreadPercent}`,
      p === cell.p ? '' : `${row.name}: p ${p}, not ${cell.p}`,
    ].filter((difference) => difference !== '');
  });
}

test.skipIf(!isPresent)(`72 comparisons of two builds are those of benchstat${reason}`, () => {
  const rows = rowsOf('crcIgnore.stdout');
  expect(rows.filter(({ cells }) => cells.length === 2)).toHaveLength(72);
  const found = rows.flatMap((row) =>
    differences(
      row,
      ['crc-old.txt', 'crc-new.txt'].map((file) => measuredIn(file, row.unit).get(row.name)),
    ),
  );
  expect(found).toEqual([]);
});

test.skipIf(!isPresent)(`24 comparisons of three polynomials are those of benchstat${reason}`, () => {
  const rows = rowsOf('crcSizeVsPoly.stdout');
  expect(rows.filter(({ cells }) => cells.length === 3)).toHaveLength(12);
  const found = rows.flatMap((row) => {
    const measured = measuredIn('crc-new.txt', row.unit);
    return differences(
      row,
      ['IEEE', 'Castagnoli', 'Koopman'].map((poly) => measured.get(`CRC32/poly=${poly}/size=${row.name}/align=0-8`)),
    );
  });
  expect(found).toEqual([]);
});
