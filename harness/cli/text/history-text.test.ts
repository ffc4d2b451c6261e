import { expect, test } from 'vitest';
import type { MetricId } from '#harness/domain/metric.ts';
import type { KnownSeries } from '#harness/workflow/store/show-history.ts';
import { historyText } from './history-text.ts';

const RUNS = ['a', 'b', 'c'].map((id, index) => ({
  id,
  startedAt: `2026-01-0${index + 1}T00:00:00.000Z`,
  candidateLabel: 'app',
  commit: null,
  branch: null,
  isComplete: true,
}));

let lanes = 0;

/** A series of one point a run. */
function aSeries(
  metric: MetricId,
  levels: readonly number[],
  changes: object = {},
  osBuilds = ['22B83'],
  own: object = {},
): KnownSeries {
  const lane = {
    id: ++lanes,
    deviceModel: 'iPhone17,1',
    provenance: 'physical' as const,
    suiteId: 'latency',
    suiteVersion: 1,
    passId: 'latency',
    workload: '0123456789abcdef',
    metric,
    ...changes,
  };
  const points = levels.map((level, index) => {
    return {
      runId: RUNS[index]?.id ?? '',
      osBuild: osBuilds[index] ?? osBuilds.at(-1) ?? null,
      level,
      low: null,
      high: null,
      launches: 8,
    };
  });
  return { lane, deviceId: 'unit-1', points, changes: [], ...own };
}

/** The lines of the table without its header, with single spaces. */
function linesOf(...series: readonly KnownSeries[]): readonly string[] {
  const [, , , ...rest] = historyText(
    { suiteId: 'latency', storedSuites: ['latency'], runs: RUNS, series },
    null,
  ).split('\n');
  return rest.slice(0, rest.indexOf('')).map((line) => line.replace(/ +/g, ' '));
}

test('a change is a ratio where the metric is one, and in its unit where it is not', () => {
  expect(linesOf(aSeries('timeToFirstToken', [100, 90, 110]), aSeries('answerAccuracy', [0.9, 0.88, 0.85]))).toEqual([
    'iPhone17,1 latency Time to first token v1 3 100.0 ms 110.0 ms +10.0 % 90.0 to 110.0 ms ▅▁█',
    'iPhone17,1 latency Answer accuracy v1 3 90.00 % 85.00 % −5.00 pp 85.00 to 90.00 % █▅▁',
  ]);
});

test('a course is broken where the device has another system build', () => {
  const [line = ''] = linesOf(aSeries('timeToFirstToken', [100, 100, 104], {}, ['22B83', '22B83', '22C10']));
  expect(line).toMatch(/ ▁▁│█$/);
});

test('devices of one model have their ids, and what was asked has its hash', () => {
  const first = aSeries('prefill', [1]);
  const other = { ...aSeries('prefill', [1]), deviceId: 'unit-2' };
  expect(linesOf(first, other).map((line) => line.split(' latency ')[0])).toEqual([
    'iPhone17,1 unit-1',
    'iPhone17,1 unit-2',
  ]);
  const asked = linesOf(first, aSeries('prefill', [1], { workload: 'fedcba9876543210' }));
  expect(asked.map((line) => / (v\d(?: \S{6})?) 1 /.exec(line)?.[1])).toEqual(['v1 012345', 'v1 fedcba']);
  const versions = linesOf(first, aSeries('prefill', [1], { suiteVersion: 2, workload: 'fedcba9876543210' }));
  expect(versions.map((line) => / (v\d(?: \S{6})?) 1 /.exec(line)?.[1])).toEqual(['v1', 'v2']);
});

test('numbers that come from no physical phone are marked', () => {
  expect(linesOf(aSeries('prefill', [1], { provenance: 'host', deviceModel: 'EPYC' }))[0]).toMatch(/^EPYC \(host\) /);
});

test('runs of one minute name it once', () => {
  const [run] = RUNS;
  if (run === undefined) throw new Error('there is no run');
  const text = historyText({ suiteId: 'latency', storedSuites: ['latency'], runs: [run], series: [] }, null);
  expect(text).toBe('latency: 1 run, 2026-01-01 00:00 UTC\nNothing was measured in them that matches.\n');
});

test('on a terminal of 20 columns every value stands below its name', () => {
  const text = historyText(
    {
      suiteId: 'latency',
      storedSuites: ['latency'],
      runs: RUNS,
      series: [aSeries('timeToFirstToken', [100, 110, 105])],
    },
    20,
  );
  expect(text).toMatch(/\niPhone17,1\n {2}pass +latency\n {2}metric +Time to first token\n/);
});

test('names of suites, passes and devices are text, and move no cursor', () => {
  const hostile = 'x\u{1B}[2J\u{202E}\n\r<b>';
  const series = { ...aSeries('peakMemory', [1, 2, 3], { deviceModel: hostile, passId: hostile }), deviceId: hostile };
  for (const columns of [null, 20]) {
    const text = historyText({ suiteId: hostile, storedSuites: [hostile], runs: RUNS, series: [series] }, columns);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  }
});

test('changes of the level are grouped by run, the newest first, with their sizes and a new system build', () => {
  const changed = (index: number) => ({ changes: [{ index, before: 100, after: 104 }] });
  const osBuilds = ['22B83', '22B83', '22C10'];
  const series = [
    aSeries('timeToFirstToken', [100, 100, 104], {}, osBuilds, changed(2)),
    aSeries('prefill', [100, 104, 104], {}, osBuilds, changed(1)),
    aSeries('peakMemory', [100, 100, 100], {}, osBuilds),
  ];
  const text = historyText({ suiteId: 'latency', storedSuites: ['latency'], runs: RUNS, series }, null);
  expect(text.slice(text.indexOf('Levels changed')).replaceAll(/ +/g, ' ')).toBe(`Levels changed, newest first

2026-01-03 00:00 UTC · c · app
device pass metric level
iPhone17,1 latency Time to first token 100.0 → 104.0 ms, +4.0 % first with system build 22C10

2026-01-02 00:00 UTC · b · app
device pass metric level
iPhone17,1 latency Prefill 100.0 → 104.0 ms, +4.0 %
`);
});
