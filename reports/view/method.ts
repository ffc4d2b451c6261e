import type { Source } from '#harness/domain/source.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import type { Environment } from '#harness/domain/environment.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Pass, Readiness } from '#harness/domain/suite.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { count } from '#harness/text/numbers.ts';
import { calibrationViews } from './calibration.ts';
import type { Fact } from './fact.ts';
import type { GlossaryEntry, MethodView } from './report-view.ts';
import { secondSessionFact } from './sessions.ts';
import { decisionRules } from './statistics.ts';
import { capital, readable, shortHash } from '#harness/text/sentences.ts';
import { betterWord, designSentence } from './wording.ts';
import { suppliesText } from '#harness/text/supplies.ts';
import { duration } from '#harness/text/durations.ts';
import { listed } from '#harness/text/lists.ts';
import { metricWord } from '#harness/text/names.ts';

export function methodView(run: Run, assessment: Assessment, calibrations: readonly Calibration[]): MethodView {
  const { suite, baseline } = assessment;
  const second = secondSessionFact(run);
  const datasets = run.datasets.map((dataset) => ({
    label: `Dataset ${readable(dataset.id, 60)}`,
    value: `${readable(dataset.subset, 60)}, ${count(dataset.questions, 'question')}, scored by ${readable(dataset.evaluator, 60)}, manifest ${shortHash(dataset.manifestSha256)}${dataset.licence === null ? '' : `, licence ${readable(dataset.licence, 100)}`}`,
  }));
  return {
    datasets,
    facts: [
      { label: 'Suite', value: `${readable(suite.id, 60)}, version ${suite.version}: ${readable(suite.title, 200)}` },
      {
        label: 'Baseline',
        value: baseline === null ? 'None: the run was measured alone.' : designSentence(baseline.design),
      },
      {
        label: 'Order',
        value: `Drawn from seed ${run.seed}: either build goes first equally often, so that warming up and cooling down cancel.`,
      },
      ...(second === null ? [] : [second]),
      ...datasets,
      {
        label: 'Unit of inference',
        value: 'One launch of the app is one value; iterations inside a launch are never counted as independent.',
      },
    ],
    rules: decisionRules(assessment),
    calibrations: calibrationViews(assessment, calibrations),
    passes: suite.passes.map((pass) => ({
      title: readable(pass.id, 60),
      summary: `${count(pass.protocol.blocks, 'block')}, ${count(pass.metrics.length, 'metric')}`,
      facts: passFacts(pass),
    })),
  };
}

function passFacts(pass: Pass): readonly Fact[] {
  const { workload, protocol } = pass;
  return [
    { label: 'Measures', value: listed(pass.metrics.map(metricWord)) },
    {
      label: 'Workload',
      value: `${readable(workload.model, 60)} on ${readable(workload.dataset, 60)} / ${readable(workload.subset, 60)}, images ${workload.imageSizePx === null ? 'as the build is configured' : `${workload.imageSizePx} px square`}, at most ${count(workload.maxOutputTokens, 'token')}`,
    },
    { label: 'Prompt', value: readable(workload.promptTemplate, 200) },
    { label: 'Blocks', value: `${protocol.blocks} a device, each one launch of either build, back to back` },
    {
      label: 'Launch',
      value: `${count(protocol.warmupIterations, 'warm-up iteration')}, then ${count(protocol.iterationsPerLaunch, 'timed iteration')}${protocol.cycles > 1 ? ` in each of ${protocol.cycles} load–run–unload cycles` : ''}; ended after ${duration(protocol.launchTimeoutMs)} at the latest`,
    },
    {
      label: 'First launch',
      value: protocol.discardFirstLaunch ? 'kept in the run, never compared' : 'compared like any other',
    },
    {
      label: 'Ready when',
      value: `battery ${protocol.readiness.minBatteryPercent} to ${protocol.readiness.maxBatteryPercent} %, ${supplyRule(protocol.readiness)}, thermal state nominal, Low Power Mode off; otherwise the launch is invalid, never slow`,
    },
    ...(protocol.sustainMs === undefined
      ? []
      : [
          {
            label: 'Sustained load',
            value: `question after question for ${duration(protocol.sustainMs)}; heat during the launch is data`,
          },
        ]),
    ...(protocol.forcedThermal === undefined
      ? []
      : [
          {
            label: 'Thermal state',
            value: `${protocol.forcedThermal}, forced for each launch of a phone that is nominal: its numbers are of that state`,
          },
        ]),
    ...(protocol.readiness.restMs === undefined
      ? []
      : [{ label: 'Rest', value: `${duration(protocol.readiness.restMs)} before each launch, by time` }]),
    ...(protocol.footprintIntervalMs === null
      ? []
      : [{ label: 'Memory', value: `footprint sampled every ${protocol.footprintIntervalMs} ms` }]),
    ...(protocol.energyRefreshes === null
      ? []
      : [
          {
            label: 'Energy',
            value: `a window of ${protocol.energyRefreshes} renewals of the device’s power telemetry`,
          },
        ]),
  ];
}

function supplyRule({ supplies }: Readiness): string {
  return supplies === undefined ? 'one power supply in a block' : `${suppliesText(supplies)}, the same in a block`;
}

export function environmentFacts(run: Run): readonly Fact[] {
  const { environments, source } = run;
  const namesOf = (part: 'tools' | 'conditions'): readonly string[] =>
    [...new Set(environments.flatMap((own) => Object.keys(own[part] ?? {})))].toSorted();
  const fact = (label: string, valueOf: (own: Environment) => string | undefined): readonly Fact[] => {
    const value = byDevices(run, valueOf);
    return value === '' ? [] : [{ label: readable(label, 60), value }];
  };
  return [
    ...sourceFacts(source),
    ...fact('Harness', ({ harness }) => harness),
    ...fact('Node', ({ node }) => node),
    ...fact('Host', ({ host }) => host),
    ...namesOf('tools').flatMap((tool) => fact(tool, (own) => own.tools[tool])),
    ...namesOf('conditions').flatMap((name) => fact(name, (own) => own.conditions?.[name])),
  ];
}

/** A value that all devices share, else each with its devices: `3.8.0 (iPhone 13); 3.9.0 (iPhone 16)`. */
function byDevices({ environments, devices }: Run, valueOf: (own: Environment) => string | undefined): string {
  const values = Map.groupBy(environments, valueOf);
  const shared = values.size === 1;
  return [...values]
    .flatMap(([value, own]) => {
      if (value === undefined) return [];
      const ids = new Set(own.flatMap(({ deviceIds }) => deviceIds));
      const labels = devices.filter(({ id }) => ids.has(id)).map(({ label }) => readable(label, 80));
      return [shared ? readable(value, 160) : `${readable(value, 160)} (${labels.join(', ')})`];
    })
    .join('; ');
}

function sourceFacts({ commit, branch, baseBranch, pullRequest, ciUrl, startedBy }: Source = {}): readonly Fact[] {
  return [
    ...(commit === undefined ? [] : [{ label: 'Commit', value: readable(commit, 80) }]),
    ...(branch === undefined ? [] : [{ label: 'Branch', value: readable(branch, 80) }]),
    ...(baseBranch === undefined ? [] : [{ label: 'Merges into', value: readable(baseBranch, 80) }]),
    ...(pullRequest === undefined ? [] : [{ label: 'Pull request', value: String(pullRequest) }]),
    ...(ciUrl === undefined ? [] : [{ label: 'CI job', value: readable(ciUrl, 200) }]),
    ...(startedBy === undefined ? [] : [{ label: 'Started by', value: readable(startedBy, 80) }]),
  ];
}

/** The metrics that the report shows, then the words that it uses. */
export function glossary(assessment: Assessment): readonly GlossaryEntry[] {
  const shown = new Set([
    ...assessment.suite.passes.flatMap((pass) => pass.metrics),
    ...assessment.summaries.map(({ metric }) => metric),
  ]);
  return [
    ...[...shown].map((id) => ({
      term: METRICS[id].label,
      meaning: `${METRICS[id].definition} ${capital(betterWord(METRICS[id]))}.`,
    })),
    {
      term: 'Change',
      meaning:
        'Candidate against baseline, with its interval in brackets; a plus means that the number grew. Percentage points are written pp.',
    },
    {
      term: 'Margin',
      meaning: 'The change that still counts as none. It is set by the suite, before anything is measured.',
    },
    { term: 'Regression', meaning: 'The whole interval is worse than the margin.' },
    {
      term: 'Regression, unconfirmed',
      meaning:
        'Beyond the margin by itself, but not certain among all that is compared: one comparison in twenty is beyond it by luck. The gate counts it as a doubt.',
    },
    ...(assessment.secondSession === undefined
      ? []
      : [
          {
            term: 'Second session',
            meaning:
              'What failed was measured once more, on phones that were released and left alone. Only what both sessions find fails the gate.',
          },
        ]),
    { term: 'Drift', meaning: 'Worse than no change, but within the margin.' },
    { term: 'Improvement', meaning: 'The whole interval is better than the margin.' },
    { term: 'Inconclusive', meaning: 'The launches measured do not decide. It is not the same as “no change”.' },
    { term: 'Launch', meaning: 'One start of the app: one value of each metric.' },
    {
      term: 'Block',
      meaning: 'One launch of each build, back to back on one device; a pair where the two are correlated.',
    },
    { term: 'Units', meaning: 'Decimal throughout: 1 MB is 1,000,000 bytes. Accuracy is printed in per cent.' },
  ];
}
