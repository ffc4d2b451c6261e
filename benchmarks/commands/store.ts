/**
 * What a store costs on both engines: storing large runs, listing a thousand nightly ones, reading one series out of a million
 * values, reading the history page of all series, and the space that a launch takes, beside the same runs as JSON texts and in a
 * store of version 0.1.
 * Usage: store.ts [runs in the list]
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aDevice, aMeasured, anIteration, aPass, aRun, launchNoise } from '#harness/compare/run.fixture.ts';
import { launchValuesOf } from '#harness/compare/launches/launch-values.ts';
import type { Run } from '#harness/domain/run.ts';
import type { LaunchValuesOf, RunStore } from '#harness/ports/store.ts';
import { makeFirstStore } from '#harness/store/first-store.fixture.ts';
import { openStore } from '#harness/store/open-store.ts';
import { startPostgres } from '#harness/store/postgres.fixture.ts';
import { ms, printMachine, printRows, write } from '#benchmarks/print/print.ts';

const LISTED = Number(process.argv[2] ?? 1000);
const LARGE_RUNS = 10;
const REPEATS = 20;
/** Of a page, in runs. */
const PAGE = 90;
const PHONES = ['a', 'b', 'c'].map((id) => aDevice(id, { model: `model ${id}`, provenance: 'physical' }));

/** About 2,000 launches: three phones, fourteen passes, 24 blocks of two arms, sixteen questions each. */
function largeRun(id: string): Run {
  const noise = launchNoise(1, 0.02);
  const pass = aPass('pass', ['timeToFirstToken', 'visionEncode', 'prefill', 'endToEnd', 'peakMemory']);
  const protocol = { ...pass.protocol, blocks: 24 };
  const passes = Array.from({ length: 14 }, (_, index) => ({ ...pass, id: `pass ${index}`, protocol }));
  const outcome = () => {
    const iterations = Array.from({ length: 16 }, (_, index) =>
      anIteration({ visionEncodeMs: 50 * noise(), prefillMs: 25 * noise() }, { index, questionId: index }),
    );
    return aMeasured({ iterations, peakFootprintBytes: 9e8 * noise() });
  };
  return aRun({ blocks: protocol.blocks, passes, devices: PHONES, outcome, overrides: { id } });
}

/** A nightly run of which only the columns matter: few launches, but as many values as a real one has. */
function nightlyRun(index: number): Run {
  const startedAt = new Date(Date.UTC(2024, 0, 1 + index)).toISOString();
  const overrides = { id: `night ${index}`, startedAt, endedAt: startedAt };
  return aRun({ blocks: 1, passes: [aPass('pass', ['endToEnd'])], devices: PHONES, overrides });
}

const [METRICS, BLOCKS] = [47, 7];
const nightlyValues: LaunchValuesOf = (run) =>
  run.devices.flatMap(({ id }) =>
    Array.from({ length: METRICS }, (_, metric) =>
      Array.from({ length: BLOCKS }, (_block, block) => ({
        deviceId: id,
        passId: 'pass',
        metric: `metric ${metric}`,
        arm: 'candidate' as const,
        block,
        value: 100 + block,
      })),
    ).flat(),
  );

function middle(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

async function timesOf(work: () => Promise<unknown>, repeats = REPEATS): Promise<number> {
  const times: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return middle(times);
}

type Row = readonly string[];

async function measure(engine: string, place: string, emptyPlace: string, large: readonly Run[]): Promise<Row> {
  const ingested = await openStore(emptyPlace, 'write', launchValuesOf);
  const start = performance.now();
  for (const run of large) await ingested.save(run);
  const perMinute = (60_000 * large.length) / (performance.now() - start);
  const bytes = (await ingested.info()).bytes ?? Number.NaN;
  const loading = await timesOf(async () => ingested.load(large[0]?.id ?? ''), 5);
  await ingested.close();
  const store: RunStore = await openStore(place, 'write', nightlyValues);
  for (let index = 0; index < LISTED; index += 1) await store.save(nightlyRun(index));
  const listing = await timesOf(async () => store.list());
  const lanes = await store.lanes();
  const lane = lanes[Math.floor(lanes.length / 2)]?.id ?? 0;
  const series = await timesOf(async () => store.laneValues([lane]));
  const { values } = await store.info();
  const suiteId = nightlyRun(0).suite.id;
  const page = await timesOf(async () => store.history({ suiteId, runs: PAGE }));
  const whole = await timesOf(async () => store.history({ suiteId, runs: LISTED }));
  await store.close();
  const launches = large.reduce((sum, run) => sum + run.launches.length, 0);
  return [
    engine,
    perMinute.toFixed(0),
    ms(loading),
    String(Math.round(bytes / launches)),
    ms(listing),
    String(values),
    ms(series),
    ms(page),
    ms(whole),
  ];
}

const folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-store-'));
const server = await startPostgres();
try {
  printMachine(`Stores: ${LARGE_RUNS} runs of about 2,000 launches, ${LISTED} nightly runs`);
  const large = Array.from({ length: LARGE_RUNS }, (_, index) => largeRun(`large ${index}`));
  const launches = large[0]?.launches.length ?? 0;
  const first = join(folder, 'first.sqlite');
  makeFirstStore(first, { runs: large });
  const firstBytes = Math.round(statSync(first).size / (launches * large.length));
  const json = Math.round(JSON.stringify(large[0]).length / launches);
  write(`${launches} launches a run. As JSON ${json} bytes a launch, in a store of version 0.1 ${firstBytes}.\n`);
  const header = [
    'engine',
    'runs stored a minute',
    'load one (ms)',
    'bytes a launch',
    'list (ms)',
    'values',
    'one series (ms)',
    `all series, ${PAGE} runs (ms)`,
    `all series, ${LISTED} runs (ms)`,
  ];
  const rows = [
    await measure('SQLite', join(folder, 'nights.sqlite'), join(folder, 'large.sqlite'), large),
    await measure('PostgreSQL', await server.newDatabase(), await server.newDatabase(), large),
  ];
  printRows(header, rows);
  const migrating = await timesOf(async () => (await openStore(first, 'write', launchValuesOf)).close(), 1);
  write(`Bringing the store of version 0.1 to this version: ${ms(migrating / LARGE_RUNS)} ms a run.\n`);
  write(
    'Limits: 20 runs a minute, a list of 1,000 in 100 ms, a series out of a million values in 10 ms, a page of all series in 300 ms.\n',
  );
} finally {
  await server.stop();
  rmSync(folder, { recursive: true });
}
