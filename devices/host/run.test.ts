/** A whole run on this machine: two packages in, a verdict out. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { withTurnedSigns } from '#devices/agent-node/vlm/onnx-file.fixture.ts';
import { packageBuild } from '#devices/virtual-iphone/app/package.ts';
import { runBuild } from '#harness/workflow/run/run-build.ts';
import type { RunRequest } from '#harness/workflow/request.ts';
import { createHost } from '../../host.ts';

const NANO = join(import.meta.dirname, '../virtual-iphone/app/models/nano');
const root = mkdtempSync(join(tmpdir(), 'host-run-test-'));
const phoneLocksFolder = join(root, 'locks');
const host = createHost({ phoneLocksFolder });
// What a run leaves shows in a temporary folder of its own: other tests measure on this machine beside this one.
const temporary = join(root, 'tmp');
mkdirSync(temporary);
vi.stubEnv('TMPDIR', temporary);
afterAll(async () => {
  await host.close();
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});
const request: RunRequest = { home: root, suite: 'smoke', candidate: NANO, devices: ['host'], blocks: 2, seed: 7 };

/** An export whose weights have a quarter of the size. */
function smallExport(): string {
  const folder = join(root, 'small');
  cpSync(NANO, folder, { recursive: true });
  const int8 = { dtype: 'int8', graphOptimization: 'all' };
  const networks = { visionEncoder: int8, embedTokens: int8, decoder: int8 };
  const runtime = { model: 'nano', networks, threads: 1, keyValueCache: true };
  writeFileSync(join(folder, 'runtime.json'), JSON.stringify(runtime));
  return folder;
}

test('an app with a larger model than a folder fails, and every number says where it comes from', async () => {
  const candidate = await packageBuild('reference', root);
  const baseline = { kind: 'run', name: 'small', path: smallExport() } as const;
  const { run, report, lost } = await runBuild(
    // One block: the size of a model does not vary.
    { ...request, candidate, baseline, blocks: 1, folder: join(root, 'run') },
    host,
  );
  expect(lost).toEqual([]);
  expect(run.launches.map(({ outcome }) => outcome.kind)).toEqual(Array(2).fill('measured'));
  expect(report.decision.kind).toBe('fail');
  expect(report.decision.reasons).toContainEqual(expect.objectContaining({ metric: 'modelSize' }));
  expect(run.environments).toMatchObject([
    {
      deviceIds: ['host'],
      tools: { 'onnxruntime-node': expect.stringMatching(/^\d/) },
      conditions: { 'Load average at the start': expect.any(String) },
    },
  ]);
  expect(report.assessment.warnings.map(({ code }) => code)).toContain('hostProvenance');
  const metrics = report.assessment.summaries.map(({ metric }) => metric);
  expect(metrics).toEqual(expect.arrayContaining(['timeToFirstToken', 'peakMemory', 'answerAccuracy']));
  expect(metrics).not.toContain('modelLoadCold');
  expect(readFileSync(join(root, 'run/summary.md'), 'utf8')).toContain(
    'measured on the computer that ran the harness, not on a phone',
  );
  expect(readdirSync(temporary)).toEqual([]);
});

/** An export whose vision encoder does work that it does not need, many times that of all its other layers. */
function slowExport(): string {
  const folder = join(root, 'slow');
  cpSync(NANO, folder, { recursive: true });
  const encoder = join(folder, 'onnx/vision_encoder.onnx');
  writeFileSync(encoder, withTurnedSigns(readFileSync(encoder), 'pixel_values', 1000));
  return folder;
}

test('where the vision encoder got slower, the report names the operator that holds the planted work', async () => {
  const folder = join(root, 'planted');
  const baseline = { kind: 'run', name: 'nano', path: NANO } as const;
  const { run, report } = await runBuild({ ...request, candidate: slowExport(), baseline, folder }, host);
  expect(run.launches).toHaveLength(4);
  const [changes] = report.assessment.operatorChanges ?? [];
  expect(changes).toMatchObject({ deviceId: 'host', passId: 'smoke', unknown: [] });
  expect(changes?.graphs[0]?.name).toBe('onnx/vision_encoder.onnx');
  const calls = 1000 * (changes?.questions ?? 0);
  expect(changes?.graphs[0]?.operators[0]).toMatchObject({ operator: 'Neg', baseline: null, candidate: { calls } });
  for (const file of ['summary.md', 'report.html']) {
    expect(readFileSync(join(folder, file), 'utf8')).toMatch(/largest difference is that of Neg in onnx\/vision/);
  }
});

test('while one run measures on the machine, another one is refused', async () => {
  const lab = await createHost({ phoneLocksFolder }).lab({});
  const driver = lab.drivers.find((own) => own.devices().some(({ id }) => id === 'host'));
  const release = driver?.claim(['host'], 'run other');
  await expect(runBuild({ ...request, folder: join(root, 'second') }, host)).rejects.toMatchObject({
    code: 'DEVICE_UNAVAILABLE',
    message: expect.stringMatching(/^host is in use by .*run other/),
  });
  release?.();
});

test.each<[string, Partial<RunRequest>, string, string]>([
  [
    'a folder on a phone',
    { devices: ['virtual-iphone-16-pro'] },
    'BUILD_INVALID',
    expect.stringMatching(/^\/\S+\/nano is not a file\.$/),
  ],
  [
    'both platforms in one run',
    { devices: ['virtual-iphone-16-pro', 'host'] },
    'USAGE',
    'No build runs both on virtual-iphone-16-pro and on host: virtual-iphone-16-pro is an iPhone, host is the machine of the harness.',
  ],
])('%s is refused in one sentence', async (_what, change, code, message) => {
  await expect(runBuild({ ...request, ...change }, host)).rejects.toMatchObject({ code, message });
});
