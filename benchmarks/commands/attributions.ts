/**
 * Whether a report names first what was planted in each sample build. The builds are real: they are packaged and read as for a run,
 * so that what differs between them is what a report finds. Their launches are simulated: noise from seeds, times that are slower by
 * an assumed size and by half of it, and as many wrong answers as the model card has, or half of them. Usage: attributions.ts [seeds]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectIpa } from '#devices/ios/ipa.ts';
import { type BUILDS, packageBuild } from '#devices/virtual-iphone/app/package.ts';
import { assess } from '#harness/compare/assess.ts';
import type { Build } from '#harness/domain/build.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { measuredBeside } from '#harness/domain/reference.ts';
import type { Run } from '#harness/domain/run.ts';
import { type Attribution, attributionsOf } from '#harness/explain/attribution.ts';
import type { HintId } from '#harness/explain/hint.ts';
import { hintsOf } from '#harness/explain/hints.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { CALM } from '#harness/lab/self-test/conditions.ts';
import { inject, type Injection } from '#harness/lab/self-test/inject.ts';
import { ASSUMED_PROFILE } from '#harness/lab/self-test/profile.ts';
import { SIMULATED_PHONE, simulateRun } from '#harness/lab/self-test/simulate-run.ts';
import { fingerprintOf } from '#harness/lab/self-test/simulated-builds.ts';
import demo from '#suites/demo.suite.ts';
import { printMachine, printTable, write } from '#benchmarks/print/print.ts';

type Name = keyof typeof BUILDS;
type Planted = {
  readonly effects: readonly Injection[];
  /** The difference that is the fault; null if nothing must be named. */
  readonly cause: string | null;
  /** Metrics that show it themselves. */
  readonly metrics: readonly MetricId[];
  /** A hint that fits it. */
  readonly hint: HintId | null;
};

const slower = (stage: 'visionEncode' | 'prefill' | 'decode', size: number): Injection => ({
  change: { kind: 'slowStage', stage },
  size,
});
/** Answers of the subset `gate` that the build loses beside the reference: devices/virtual-iphone/app/models/MODEL_CARD.md. */
const wrong = (score: number): Injection => ({ change: { kind: 'wrongAnswers' }, size: (83.46 - score) / 100 });

const NOTHING: Planted = { effects: [], cause: null, metrics: [], hint: null };
const PLANTED: Readonly<Record<Exclude<Name, 'reference'>, Planted>> = {
  rebuilt: NOTHING,
  int8: NOTHING,
  'slow-encoder': {
    effects: [slower('visionEncode', 0.3)],
    cause: 'runtime.json',
    metrics: ['visionEncode'],
    hint: 'onlyVisionEncoder',
  },
  'no-kv-cache': {
    effects: [slower('decode', 0.5)],
    cause: 'runtime.json',
    metrics: ['decodeRate'],
    hint: 'onlyDecoding',
  },
  pruned: {
    effects: [wrong(70.96)],
    cause: 'onnx/decoder_model_merged.onnx',
    metrics: ['answerAccuracy'],
    hint: 'fewerParameters',
  },
  hires: {
    effects: [wrong(74), slower('visionEncode', 3), slower('prefill', 2)],
    cause: 'onnx/vision_encoder.onnx',
    metrics: ['answerAccuracy', 'visionEncode', 'prefill'],
    hint: 'encoderAndPrefill',
  },
  'wrong-colours': {
    effects: [wrong(64.25)],
    cause: 'preprocessor_config.json',
    metrics: ['answerAccuracy'],
    hint: 'otherPreprocessing',
  },
};

const SEEDS = Number(process.argv[2] ?? 10);

const folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-attributions-'));
try {
  const baseline = await buildOf('reference');
  const rows: string[][] = [];
  for (const [name, planted] of Object.entries(PLANTED)) {
    const candidate = await buildOf(name);
    for (const scale of planted.effects.length === 0 ? [1] : [1, 0.5]) {
      const effects = planted.effects.map((effect) => ({ ...effect, size: scale * effect.size }));
      rows.push([name, scale === 1 ? 'whole' : 'half', ...rowOf({ ...planted, effects }, baseline, candidate)]);
    }
  }
  printMachine(`What a report names first, ${SEEDS} simulated runs of each sample build: virtual numbers`);
  printTable(
    [
      'build',
      'effect',
      'planted',
      'seen in',
      'named first',
      'right metric first',
      'fitting hint',
      'as the report says it',
    ],
    rows,
  );
  write('Launches are simulated (suite demo, one phone); builds are packaged and read as for a run.\n');
} finally {
  rmSync(folder, { recursive: true });
}

async function buildOf(name: string): Promise<Build> {
  return await inspectIpa(await packageBuild(name, folder));
}

function rowOf({ effects, cause, metrics, hint }: Planted, baseline: Build, candidate: Build): string[] {
  const trials = Array.from({ length: SEEDS }, (_, index) => trial(baseline, candidate, effects, index + 1));
  const share = (of: (one: Trial) => boolean): string => `${trials.filter(of).length} of ${SEEDS}`;
  const isFirst = ({ first }: Trial): boolean => (first?.causes[0]?.name ?? null) === cause;
  const isMetric = ({ first }: Trial): boolean =>
    first === undefined ? metrics.length === 0 : metrics.includes(first.metric);
  return [
    cause ?? 'nothing',
    metrics.join(', ') || '–',
    share(isFirst),
    share(isMetric),
    share(({ hints }) => (hint === null ? hints.length === 0 : hints.includes(hint))),
    trials[0]?.first?.causes[0]?.what.join(', ') ?? '–',
  ];
}

type Trial = { readonly first: Attribution | undefined; readonly hints: readonly HintId[] };

function trial(baseline: Build, candidate: Build, effects: readonly Injection[], seed: number): Trial {
  const phones = [{ device: SIMULATED_PHONE, profile: ASSUMED_PROFILE }];
  const steady = asBuilds(simulateRun({ suite: demo, phones, conditions: CALM, seed }), baseline, candidate);
  const run = effects.reduce((worse, effect) => inject(worse, effect, seed), steady);
  const assessment = assess({ run, baselineRun: null, seed });
  const explained = { run, baselineRun: null, assessment, decision: decide(assessment, POLICIES.pr) };
  return { first: attributionsOf(explained)[0], hints: hintsOf(explained).map(({ id }) => id) };
}

/** The simulated launches as those of real packages. */
function asBuilds(run: Run, baseline: Build, candidate: Build): Run {
  const launches = run.launches.map((launch) => {
    const build = launch.slot.arm === 'baseline' ? baseline : candidate;
    return { ...launch, buildId: build.id, fingerprint: fingerprintOf(build, SIMULATED_PHONE, launch.nonce) };
  });
  return { ...run, candidate, reference: measuredBeside(baseline), launches };
}
