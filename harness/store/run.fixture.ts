import type { Launch } from '#harness/domain/launch.ts';
import type { Run } from '#harness/domain/run.ts';

/** A small run with one measured launch. */
export function exampleRun(id: string, startedAt = '2026-01-01T00:00:00.000Z'): Run {
  return {
    schemaVersion: 2,
    id,
    startedAt,
    endedAt: startedAt,
    seed: 1,
    suite: { id: 'latency', version: 1, title: 'Latency', passes: [], margins: [] },
    candidate: {
      id: 'sha',
      label: 'app 1.0',
      bundleId: 'dev.example.app',
      version: '1.0',
      buildNumber: '1',
      minimumOsVersion: '18.0',
      platform: 'ios',
      path: '/app.ipa',
      bytes: 1,
      binaryUuid: 'uuid',
      models: [],
    },
    baseline: null,
    baselineRunId: null,
    devices: [],
    datasets: [],
    environment: { harness: '0', node: '0', host: 'linux', tools: {} },
    launches: [exampleLaunch(0)],
    isComplete: true,
  };
}

export function exampleLaunch(index: number): Launch {
  return {
    deviceId: 'phone',
    slot: { index, pass: 'latency', block: index, arm: 'candidate', discard: false },
    attempt: 1,
    buildId: 'sha',
    nonce: `n${index}`,
    startedAt: '2026-01-01T00:00:00.000Z',
    before: null,
    after: null,
    fingerprint: null,
    timing: { installMs: 1, appMs: 2, totalMs: 3 },
    outcome: { kind: 'failed', fault: { kind: 'product', code: 'CRASH', message: 'crashed' } },
  };
}
