import { expect, test } from 'vitest';
import { identifiedAs } from '#harness/compare/run.fixture.ts';
import type { Build } from '#harness/domain/build.ts';
import type { Slot } from '#harness/domain/plan.ts';
import { measuredBeside } from '#harness/domain/reference.ts';
import { type MeasureRequest, measureRun } from './measure-run.ts';
import { PREPARATION_LIMIT_MS } from './prepare.ts';
import {
  build,
  crash,
  type Lab,
  measured,
  outcomesOf,
  request,
  scriptedLab,
  unplugged,
} from './scripted-device.fixture.ts';

const ORDER = ['baseline', 'candidate', 'candidate', 'baseline'] as const;
const SLOTS = ORDER.map((arm, index): Slot => {
  return { index, pass: 'latency', block: Math.floor(index / 2), arm, discard: false };
});
const ONE_ID = { baseline: build('baseline'), candidate: build('candidate') };
const TWO_IDS = { ...ONE_ID, candidate: identifiedAs(ONE_ID.candidate, { bundleId: 'dev.example.candidate' }) };

function bothBuilds(lab: Lab, builds: { readonly baseline: Build; readonly candidate: Build }): MeasureRequest {
  const plain = request(lab, 2);
  const devices = plain.plan.devices.map(({ deviceId }) => ({ deviceId, slots: SLOTS }));
  return {
    ...plain,
    header: { ...plain.header, candidate: builds.candidate, reference: measuredBeside(builds.baseline) },
    plan: { seed: 1, devices },
  };
}

const labels = (lab: Lab): readonly string[] =>
  lab.asked.map(({ request: { build: asked, pass } }) => `${asked.label}${pass.id === 'latency' ? '' : ' prepares'}`);

test('with one bundle identifier every change of arms is an installation, and a launch that prepares follows each', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured('nominal', 300)], installs: true } });
  const { run } = await measureRun(bothBuilds(lab, ONE_ID));
  expect(labels(lab)).toEqual([
    'baseline prepares',
    'baseline',
    'candidate prepares',
    'candidate',
    'candidate',
    'baseline prepares',
    'baseline',
  ]);
  expect(run.launches.map(({ sinceInstall }) => sinceInstall)).toEqual([1, 1, 2, 1]);
  expect(run.launches.map(({ preparation }) => preparation?.loadMs ?? null)).toEqual([300, 300, null, 300]);
  expect(run.launches.map(({ timing }) => timing.installMs)).toEqual([5, 5, 0, 5]);
});

test('with two bundle identifiers each build is prepared once', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()], installs: true } });
  const { run } = await measureRun(bothBuilds(lab, TWO_IDS));
  expect(labels(lab)).toEqual([
    'baseline prepares',
    'baseline',
    'candidate prepares',
    'candidate',
    'candidate',
    'baseline',
  ]);
  expect(run.launches.map(({ sinceInstall }) => sinceInstall)).toEqual([1, 1, 2, 2]);
});

test('a launch that prepares has a quarter of an hour to compile, and does as little else as there is', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()], installs: true } });
  await measureRun(request(lab, 1));
  const [preparing, counted] = lab.asked.map((asked) => asked.request);
  expect(preparing?.pass.protocol.launchTimeoutMs).toBe(PREPARATION_LIMIT_MS);
  expect(preparing?.pass.protocol).toMatchObject({ warmupIterations: 0, cycles: 1, energyRefreshes: null });
  expect(preparing?.nonce).not.toBe(counted?.nonce);
  expect(counted?.pass.protocol.launchTimeoutMs).toBe(1000);
});

test('the device may cool down after compiling, and that is no time of the launch that counts', async () => {
  const thermals = ['nominal', 'serious', 'serious', 'nominal'] as const;
  const lab = scriptedLab({ a: { outcomes: [measured()], installs: true, thermals } });
  const { run } = await measureRun(request(lab, 1));
  expect(run.launches[0]?.before?.thermal).toBe('nominal');
  // Asked anew every five seconds.
  expect(run.launches[0]?.preparation?.totalMs).toBe(10_000 - 5);
});

test('a crash while preparing is a fault of the build, and its next launch is prepared again', async () => {
  const lab = scriptedLab({ a: { outcomes: [crash, measured()], installs: true } });
  const { run } = await measureRun(request(lab, 2));
  expect(outcomesOf(run)).toEqual(['CRASH', 'measured']);
  expect(run.launches[0]?.outcome).toMatchObject({
    fault: { kind: 'product', message: expect.stringContaining('first launch after the installation') },
  });
  expect(lab.asked.map(({ sinceInstall }) => sinceInstall)).toEqual([0, 0, 1]);
});

test('a phone that is lost while preparing is prepared again after it was opened anew', async () => {
  const lab = scriptedLab({ a: { outcomes: [unplugged, measured()], installs: true } });
  const { run } = await measureRun(request(lab, 1));
  expect(outcomesOf(run)).toEqual(['TUNNEL', 'measured']);
  expect(lab.opened).toBe(2);
  expect(lab.asked.map(({ sinceInstall }) => sinceInstall)).toEqual([0, 0, 1]);
});

test('whoever watches learns that a launch prepares, before it starts', async () => {
  const lab = scriptedLab({ a: { outcomes: [measured()], installs: true } });
  const watched = request(lab, 2);
  await measureRun(watched);
  const kinds = watched.events.map(({ kind }) => kind).filter((kind) => kind !== 'opening');
  expect(kinds).toEqual(['launching', 'preparing', 'launched', 'launching', 'launched']);
});
