import { type Build, iosIdentity } from '#harness/domain/build.ts';
import { phoneCapabilities, type Device } from '#harness/domain/device.ts';
import type { Launch, Outcome } from '#harness/domain/launch.ts';
import type { Iteration, Measured, Span, Stage } from '#harness/domain/measured.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Arm } from '#harness/domain/plan.ts';
import { baselineBuild, measuredBeside, NO_REFERENCE } from '#harness/domain/reference.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Margin, Pass, Suite } from '#harness/domain/suite.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { BARE_PROTOCOL } from '#harness/domain/protocol.fixture.ts';

const MS = 1e6;

export function aBuild(label: string, overrides: Partial<Build> = {}): Build {
  return {
    id: `sha-${label}`,
    label,
    version: '1.0',
    platform: 'ios',
    bytes: 5000,
    models: [
      { name: 'vision.onnx', sha256: 'a', bytes: 3000 },
      { name: 'tokenizer.json', sha256: 'b', bytes: 1000 },
    ],
    identity: {
      kind: 'ios',
      bundleId: 'com.example.fastvlm',
      buildNumber: '1',
      minimumOsVersion: '17.0',
      binaryUuid: `uuid-${label}`,
    },
    ...overrides,
  };
}

/** The build as its package names itself after some changes. */
export function identifiedAs(build: Build, changes: Partial<ReturnType<typeof iosIdentity>>): Build {
  return { ...build, identity: { ...iosIdentity(build), ...changes } };
}

export function aDevice(id: string, overrides: Partial<Device> = {}): Device {
  return {
    id,
    label: `iPhone ${id}`,
    platform: 'ios',
    model: 'iPhone17,1',
    osVersion: '18.1',
    osBuild: '22B83',
    memoryBytes: 8e9,
    provenance: 'physical',
    capabilities: phoneCapabilities(20_000),
    ...overrides,
  };
}

/** What one question took; a token gap of 10 ms and ten tokens unless set otherwise. */
export type Question = {
  readonly preprocessMs?: number;
  readonly visionEncodeMs?: number;
  readonly prefillMs?: number;
  readonly firstDecodeMs?: number;
  readonly tokenGapMs?: number;
  readonly tokens?: number;
};

export function anIteration(question: Question = {}, overrides: Partial<Iteration> = {}): Iteration {
  const { preprocessMs = 20, visionEncodeMs = 50, prefillMs = 25, firstDecodeMs = 5 } = question;
  const { tokenGapMs = 10, tokens = 10 } = question;
  const spans: Span[] = [];
  let atNs = 1000 * MS;
  const stage = (name: Stage, durationMs: number): void => {
    spans.push({ stage: name, startNs: atNs, endNs: atNs + durationMs * MS });
    atNs += durationMs * MS;
  };
  stage('preprocess', preprocessMs);
  stage('visionEncode', visionEncodeMs);
  stage('prefill', prefillMs);
  const firstTokenNs = atNs + firstDecodeMs * MS;
  stage('decode', firstDecodeMs + Math.max(0, tokens - 1) * tokenGapMs);
  return {
    index: 0,
    phase: 'measured',
    cycle: 0,
    questionId: 1000,
    spans,
    tokenNs: Array.from({ length: tokens }, (_, index) => firstTokenNs + index * tokenGapMs * MS),
    tokenCount: tokens,
    tokenIdsSha256: 'same',
    answer: 'yes',
    thermal: 'nominal',
    score: 1,
    agrees: true,
    ...overrides,
  };
}

export function aMeasured(overrides: Partial<Measured> = {}): Measured {
  return {
    kind: 'measured',
    loads: [{ startNs: 100 * MS, endNs: 600 * MS, cache: 'cold', footprintBytes: 400e6 }],
    unloads: [],
    iterations: [anIteration()],
    footprints: [],
    peakFootprintBytes: 900e6,
    cpuTimeMs: null,
    energy: null,
    ...overrides,
  };
}

export const CRASH: Outcome = {
  kind: 'failed',
  fault: { kind: 'product', code: 'CRASH', message: 'The app ended with SIGSEGV.' },
};
export const LOST: Outcome = {
  kind: 'failed',
  fault: { kind: 'infrastructure', code: 'SESSION_LOST', message: 'The session was lost.' },
};
export const TOO_HOT: Outcome = { kind: 'invalid', reason: 'thermal', message: 'Thermal state fair.' };

export type Place = { readonly deviceId: string; readonly pass: string; readonly block: number; readonly arm: Arm };

export function aLaunch(place: Place, outcome: Outcome, overrides: Partial<Launch> = {}): Launch {
  const isSecond = (place.arm === 'candidate') === (place.block % 2 === 0);
  return {
    deviceId: place.deviceId,
    slot: { index: 2 * place.block + (isSecond ? 1 : 0), ...place, discard: false },
    attempt: 1,
    buildId: `sha-${place.arm}`,
    nonce: `${place.deviceId}-${place.pass}-${place.block}-${place.arm}`,
    startedAt: '2026-01-01T00:00:00.000Z',
    before: null,
    after: null,
    fingerprint: null,
    timing: { installMs: 0, appMs: 1000, totalMs: 1500 },
    outcome,
    ...overrides,
  };
}

/**
 * What one question took in a launch: as long as in every other but for some millionths, as no two launches take equally
 * long to the nanosecond.
 */
export function aQuestion({ block, arm }: Pick<Place, 'block' | 'arm'>, question: Question = {}): Question {
  const factor = 1 + 1e-6 * ((41 * (2 * block + (arm === 'candidate' ? 1 : 0))) % 97);
  const { preprocessMs = 20, visionEncodeMs = 50, prefillMs = 25 } = question;
  return {
    ...question,
    preprocessMs: factor * preprocessMs,
    visionEncodeMs: factor * visionEncodeMs,
    prefillMs: factor * prefillMs,
  };
}

export const LATENCY: readonly MetricId[] = ['timeToFirstToken', 'preprocess', 'visionEncode', 'prefill', 'endToEnd'];

export function aPass(id: string, metrics: readonly MetricId[], overrides: Partial<Pass> = {}): Pass {
  return {
    id,
    workload: {
      id: 'captions',
      model: 'default',
      dataset: 'shapes-vqa',
      subset: 'captions',
      promptTemplate: '{question}',
      imageSizePx: null,
      maxOutputTokens: 32,
    },
    protocol: {
      ...BARE_PROTOCOL,
      blocks: 12,
      readiness: { minBatteryPercent: 30, maxBatteryPercent: 90, pollMs: 1000, timeoutMs: 60_000 },
    },
    metrics,
    ...overrides,
  };
}

export function aMargin(metric: MetricId, overrides: Partial<Margin> = {}): Margin {
  const percent = metric.startsWith('answer') || metric === 'leakPerCycle' ? null : 5;
  const absolute = metric.startsWith('answer') ? 0.01 : metric === 'leakPerCycle' ? 2 ** 20 : null;
  return { metric, percent, absolute, severity: 'block', ...overrides };
}

export function aSuite(passes: readonly Pass[], margins?: readonly Margin[]): Suite {
  const everyMetric = [...new Set(passes.flatMap((pass) => pass.metrics))];
  return {
    id: 'latency',
    version: 1,
    title: 'Latency',
    passes,
    margins: margins ?? everyMetric.map((id) => aMargin(id)),
  };
}

export type RunSpec = {
  readonly blocks?: number;
  readonly passes?: readonly Pass[];
  readonly devices?: readonly Device[];
  /** What a launch of the arm came to; by default the arms are measured alike. */
  readonly outcome?: (place: Place) => Outcome;
  /** False for a run of the candidate alone. */
  readonly hasBaseline?: boolean;
  readonly overrides?: Partial<Run>;
};

/** A run whose launches stand block by block; the arms take turns in going first. */
export function aRun(spec: RunSpec = {}): Run {
  const { blocks = 8, passes = [aPass('latency', LATENCY)], devices = [aDevice('one')], hasBaseline = true } = spec;
  const arms: readonly Arm[] = hasBaseline ? ['baseline', 'candidate'] : ['candidate'];
  const outcome = spec.outcome ?? ((place: Place) => aMeasured({ iterations: [anIteration(aQuestion(place))] }));
  const {
    candidate = aBuild('candidate'),
    reference = hasBaseline ? measuredBeside(aBuild('baseline')) : NO_REFERENCE,
  } = spec.overrides ?? {};
  const launches = devices.flatMap((device) =>
    passes.flatMap(({ id: pass }) =>
      Array.from({ length: blocks }, (_, block) => block).flatMap((block) =>
        arms.map((arm) => {
          const place: Place = { deviceId: device.id, pass, block, arm };
          const build = arm === 'candidate' ? candidate : baselineBuild({ reference });
          return aLaunch(place, outcome(place), build === null ? {} : { buildId: build.id });
        }),
      ),
    ),
  );
  return {
    schemaVersion: 3,
    id: 'run-1',
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T01:00:00.000Z',
    seed: 1,
    suite: aSuite(passes),
    candidate,
    reference,
    devices,
    datasets: [
      {
        id: 'shapes-vqa',
        subset: 'captions',
        manifestSha256: 'm',
        licence: null,
        evaluator: 'vqa-2016',
        questions: 12,
      },
    ],
    environments: [],
    questions: [],
    launches,
    isComplete: true,
    ...spec.overrides,
  };
}

/** Factors around 1 whose logarithms are normal: the noise of launches. */
export function launchNoise(seed: number, sigma: number): () => number {
  const normal = standardNormal(createRandom(seed));
  return () => Math.exp(sigma * normal());
}

/** The candidate's vision encoder is slower by a factor; launches vary by 1 %. */
export function slowerVision(factor: number): (place: Place) => ReturnType<typeof aMeasured> {
  const noise = launchNoise(3, 0.01);
  return (place) => {
    const visionEncodeMs = 50 * noise() * (place.arm === 'candidate' ? factor : 1);
    return aMeasured({ iterations: [anIteration(aQuestion(place, { visionEncodeMs }))] });
  };
}
