import type { Calibration } from '#harness/domain/calibration.ts';
import type { Launch } from '#harness/domain/launch.ts';
import { aDevice, aPass } from '#harness/compare/run.fixture.ts';
import { NO_REFERENCE } from '#harness/domain/reference.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Pass } from '#harness/domain/suite.ts';
import type { VerdictRecord } from '#harness/domain/verdict-record.ts';

/** A small run with one measured launch. */
export function exampleRun(id: string, startedAt = '2026-01-01T00:00:00.000Z'): Run {
  return {
    schemaVersion: 3,
    id,
    startedAt,
    endedAt: startedAt,
    seed: 1,
    suite: { id: 'latency', version: 1, title: 'Latency', passes: ['latency', 'memory'].map(aLongPass), margins: [] },
    candidate: {
      id: 'sha',
      label: 'app 1.0',
      version: '1.0',
      platform: 'ios',
      bytes: 1,
      models: [],
      identity: {
        kind: 'ios',
        bundleId: 'dev.example.app',
        buildNumber: '1',
        minimumOsVersion: '18.0',
        binaryUuid: 'uuid',
      },
    },
    reference: NO_REFERENCE,
    devices: [aDevice('phone')],
    questions: [],
    datasets: [],
    environments: [],
    launches: [exampleLaunch(0)],
    isComplete: true,
  };
}

/** Of more blocks than any example has launches. */
function aLongPass(id: string): Pass {
  const pass = aPass(id, []);
  return { ...pass, protocol: { ...pass.protocol, blocks: 5000 } };
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

export function exampleCalibration(changes: Partial<Calibration> = {}): Calibration {
  return {
    deviceId: 'phone',
    model: 'iPhone17,1',
    osBuild: '22B83',
    provenance: 'virtual',
    suiteId: 'latency',
    suiteVersion: 1,
    passId: 'latency',
    metric: 'timeToFirstToken',
    scale: 'relative',
    buildId: 'sha',
    measuredAt: '2026-01-01T00:00:00.000Z',
    runIds: ['one'],
    sessions: 3,
    launches: 144,
    blocks: 72,
    level: 100,
    sessionSd: 0.01,
    launchSd: 0.02,
    iterationSd: null,
    blockSd: 0.03,
    trimmedBlockSd: 0.031,
    farOut: null,
    lag1: 0.1,
    blockMinutes: 1.5,
    installMinutes: 0.5,
    iterationMs: 900,
    falseAlarms: { hits: 0, trials: 3, low: 0, high: 0.71 },
    zeroExcluded: { hits: 1, trials: 3, low: 0.008, high: 0.91 },
    doubts: [],
    ...changes,
  };
}

export function exampleVerdicts(changes: Partial<VerdictRecord> = {}): VerdictRecord {
  return {
    schemaVersion: 3,
    rules: 5,
    runId: 'one',
    judgedAt: '2026-01-01T00:00:00.000Z',
    harness: '0.1.0',
    policy: { id: 'pr', inconclusive: 'warn', virtual: 'accept' },
    waivers: [],
    seed: 1,
    design: 'remeasured',
    baselineRunId: null,
    earlierRunIds: [],
    calibrations: [],
    decision: 'pass',
    verdicts: [
      {
        subject: 'phone',
        passId: 'latency',
        metric: 'timeToFirstToken',
        verdict: 'noRegression',
        reason: null,
        change: { estimate: 0.01, low: -0.01, high: 0.03 },
        margin: 0.05,
        pRegression: 0.99,
      },
    ],
    ...changes,
  };
}
