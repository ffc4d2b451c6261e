/** Sustained load on a virtual phone with the heat model, through the real Appium. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startXcuitest } from './xcuitest.ts';
import { packageBuild } from '#devices/virtual-iphone/app/package.ts';
import { startVirtualLab, type VirtualLab, VIRTUAL_PHONES, virtualDriverConfig } from '#devices/virtual-iphone/lab.ts';
import { shapesVqa } from '#datasets/shapes-vqa/dataset.ts';
import { assess } from '#harness/compare/assess.ts';
import { memoryJournal } from '#harness/measure/in-memory.fixture.ts';
import { measureRun } from '#harness/measure/measure-run.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Arm } from '#harness/domain/plan.ts';
import { measuredBeside } from '#harness/domain/reference.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import { planLaunches } from '#harness/plan/plan-launches.ts';
import type { DeviceDriver } from '#harness/ports/device.ts';
import { createRandom } from '#harness/stats/random.ts';
import { localArtefacts } from '#harness/store/local-artefacts.ts';
import sustained from '#suites/sustained.suite.ts';
import { iosDriver } from './driver.ts';

const [shipped] = VIRTUAL_PHONES;
if (shipped === undefined) throw new Error('a phone is needed');
const spec = { ...shipped, heats: true, powerRefreshMs: 80, compileMs: 0 };
/**
 * As the suite measures, in less time: one block, and rests of five minutes. Beside its short minutes an app on a virtual phone starts slowly, so
 * that the first tenth is warm already: what is retained of it says little here.
 */
const suite = {
  ...sustained,
  margins: sustained.margins.filter(({ metric }) => metric !== 'throughputRetention'),
  passes: sustained.passes.map((pass) => ({
    ...pass,
    metrics: pass.metrics.filter((metric) => metric !== 'throughputRetention'),
    protocol: {
      ...pass.protocol,
      blocks: 1,
      discardFirstLaunch: false,
      readiness: { ...pass.protocol.readiness, restMs: 300_000, pollMs: 500 },
    },
  })),
};

const marginPercent = suite.margins.find(({ metric }) => metric === 'sustainedThroughput')?.percent ?? Number.NaN;

let folder: string;
let lab: VirtualLab;
let driver: DeviceDriver;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ios-sustained-test-'));
  lab = await startVirtualLab([spec]);
  driver = iosDriver({
    devices: [virtualDriverConfig(spec)],
    tools: {},
    startServer: async () => startXcuitest({ tunnelRegistryPort: lab.tunnelRegistryPort }),
  });
});
afterAll(async () => {
  await driver.close();
  await lab.close();
  await rm(folder, { recursive: true });
});

async function measured(candidate: string): Promise<{ readonly run: Run; readonly assessment: Assessment }> {
  const [pass] = suite.passes;
  const dataset = await shapesVqa().load('captions');
  const reference = await packageBuild('reference', folder);
  const builds = { candidate: await driver.inspect(candidate), baseline: await driver.inspect(reference) };
  const header: RunHeader = {
    schemaVersion: 3,
    id: 'sustained',
    startedAt: new Date().toISOString(),
    seed: 5,
    suite,
    candidate: builds.candidate,
    reference: measuredBeside(builds.baseline),
    devices: driver.devices(),
    datasets: [dataset.reference],
    questions: [],
    environments: [],
  };
  const { run } = await measureRun({
    header,
    plan: planLaunches(header, ['baseline', 'candidate']),
    driverOf: () => driver,
    datasets: new Map([[pass?.id ?? '', dataset]]),
    artefacts: localArtefacts({ [builds.candidate.id]: candidate, [builds.baseline.id]: reference }),
    journal: memoryJournal(),
    done: [],
    isSettled: () => false,
    whyItFails: null,
    onProgress: () => {},
    clock: {
      now: () => new Date(),
      monotonicMs: () => performance.now(),
      sleep: async (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
    },
    random: createRandom(5),
    nonce: () => randomUUID(),
    signal: new AbortController().signal,
  });
  return { run, assessment: assess({ run, baselineRun: null, seed: 5 }) };
}

test('a build that heats the phone more sustains less, beyond the margin, and no launch is lost to heat', async () => {
  // Two more threads that compute for nothing: three times the power of one, as many answers in the first minute.
  const { run, assessment } = await measured(
    await packageBuild('reference', folder, { kind: 'spin', threads: 2 }, 'dev.fastvlm-bench.hot'),
  );
  // The phone has to cool down before the build that heats it less.
  expect(run.launches.map(({ slot }) => slot.arm)).toEqual(['candidate', 'baseline']);
  expect(run.launches.map(({ outcome }) => outcome.kind)).toEqual(['measured', 'measured']);
  expect(run.launches.map(({ before }) => before?.thermal)).toEqual(run.launches.map(() => 'nominal'));
  const hot = run.launches.filter(({ slot }) => slot.arm === 'candidate');
  const warm = hot.filter(
    ({ outcome }) => outcome.kind === 'measured' && outcome.iterations.some(({ thermal }) => thermal !== 'nominal'),
  );
  expect(warm).toHaveLength(hot.length);
  expect(assessment.warnings.map(({ code }) => code)).not.toContain('deviceWarm');
  // One block makes no comparison; that four decide is tested with made-up launches.
  const throughput = (arm: Arm): number =>
    assessment.summaries.find((one) => one.metric === 'sustainedThroughput' && one.arm === arm)?.values[0] ??
    Number.NaN;
  expect(100 * (throughput('candidate') / throughput('baseline') - 1)).toBeLessThan(-marginPercent);
});
