import type { WaiverUse } from '#harness/domain/decision.ts';
import type { Design, Verdict } from '#harness/domain/comparison.ts';
import type { WarningCode } from '#harness/domain/warning.ts';
import type { Arm } from '#harness/domain/plan.ts';
import type { Provenance } from '#harness/domain/device.ts';
import type { Metric } from '#harness/domain/metric.ts';
import type { VerdictView } from './comparison-view.ts';
import type { ProvenanceView } from './report-view.ts';
import { DOUBTS } from '#harness/text/doubts.ts';
import { capital, readable } from '#harness/text/sentences.ts';
import { waiverText } from '#harness/text/waivers.ts';
import { provenanceMark } from '#harness/text/names.ts';

const VERDICTS: Readonly<Record<Verdict['kind'], VerdictView>> = {
  regression: {
    kind: 'regression',
    word: 'Regression',
    sign: '✕',
    tone: 'bad',
    explanation: 'The whole interval is worse than the margin.',
  },
  drift: {
    kind: 'drift',
    word: 'Drift',
    sign: '↘',
    tone: 'notice',
    explanation: 'Worse than no change, but within the margin.',
  },
  noRegression: {
    kind: 'noRegression',
    word: 'No regression',
    sign: '✓',
    tone: 'good',
    explanation: 'No part of the interval is as bad as the margin.',
  },
  improvement: {
    kind: 'improvement',
    word: 'Improvement',
    sign: '↗',
    tone: 'good',
    explanation: 'Better by more than the margin.',
  },
  inconclusive: {
    kind: 'inconclusive',
    word: 'Inconclusive',
    sign: '?',
    tone: 'unsure',
    explanation: 'The measurements do not decide.',
  },
};

/** @param narrowing what would help an interval that reaches across the margin */
export function verdictView(verdict: Verdict, narrowing: string): VerdictView {
  const view = VERDICTS[verdict.kind];
  if (verdict.kind !== 'inconclusive') return view;
  const why = DOUBTS[verdict.reason].explanation;
  return { ...view, explanation: verdict.reason === 'straddlesMargin' ? `${why} ${narrowing}` : why };
}

const UNSURE = { kind: 'unconfirmed', word: 'Regression, unconfirmed', sign: '?', tone: 'unsure' } as const;

/** Regressions that the gate does not act on: one comparison in twenty is beyond its margin by luck. */
export const UNCONFIRMED = {
  amongAll: {
    ...UNSURE,
    explanation: 'Beyond the margin by itself, but not certain among all comparisons of the run.',
  },
  phase: {
    ...UNSURE,
    explanation:
      'Beyond the margin by itself, but the metric that contains it is certainly no worse, so it does not count.',
  },
  sameCode: {
    ...UNSURE,
    kind: 'inconclusive',
    word: 'Same code',
    explanation: 'Both builds are the same code: this difference comes from the lab, not from the build.',
  },
  oneSession: {
    ...UNSURE,
    explanation: 'Beyond the margin in the first session, but not confirmed by a second one.',
  },
  onePhone: {
    ...UNSURE,
    explanation: 'Beyond the margin on this phone, but not on the phones of its model together, which decide.',
  },
} as const satisfies Record<string, VerdictView>;

/** How a finding is shown that a waiver made less of; null where it counts as it would without one. */
export function waiverView(use: WaiverUse): VerdictView | null {
  const explanation = `${capital(readable(waiverText(use), 600))}.`;
  if (use.state === 'waived') return { kind: 'waived', word: 'Waived', sign: '○', tone: 'notice', explanation };
  return use.state === 'mayExceed' ? { ...UNSURE, explanation } : null;
}

const PROVENANCES: Readonly<Record<Provenance, ProvenanceView>> = {
  physical: { kind: 'physical', badge: provenanceMark('physical'), sentence: null },
  virtual: {
    kind: 'virtual',
    badge: provenanceMark('virtual'),
    sentence:
      'Numbers marked virtual come from a simulated phone. They show that the harness works; they say nothing about an iPhone.',
  },
  host: {
    kind: 'host',
    badge: provenanceMark('host'),
    sentence: 'Numbers marked host were measured on the computer that ran the harness, not on a phone.',
  },
};

export function provenanceView(provenance: Provenance): ProvenanceView {
  return PROVENANCES[provenance];
}

export function armWord(arm: Arm): 'Baseline' | 'Candidate' {
  return arm === 'baseline' ? 'Baseline' : 'Candidate';
}

export function betterWord(metric: Metric): string {
  return metric.better === 'lower' ? 'lower is better' : 'higher is better';
}

export function designSentence(design: Design): string {
  return design === 'remeasured'
    ? 'The baseline was measured again beside the candidate, in the same session, block by block.'
    : 'The baseline is a stored run: it was measured in another session, and differences between sessions remain in the intervals.';
}

export const WARNINGS: Readonly<Record<WarningCode, { readonly title: string; readonly explanation: string }>> = {
  virtualProvenance: {
    title: 'Virtual phones',
    explanation: 'The numbers come from simulated phones and say nothing about an iPhone.',
  },
  hostProvenance: {
    title: 'The machine of the harness',
    explanation: 'The numbers were measured on the machine of the harness and say nothing about an iPhone.',
  },
  noisyHost: {
    title: 'Times on a disturbed machine',
    explanation:
      'Other work took processors from the app, or a calibration doubts the machine: times are notes and fail no gate.',
  },
  sameBuild: {
    title: 'Both builds are the same',
    explanation: 'Differences between the arms are noise: useful to check the lab, not to judge a change.',
  },
  outputsChanged: {
    title: 'Answers changed',
    explanation: 'The builds give different answers, so their times may differ because their work differs.',
  },
  answersCutOff: {
    title: 'Answers end for other reasons',
    explanation:
      'One build answers until the limit of tokens where the other ends by itself: its answer would go on, and its times are of other work.',
  },
  answersContradict: {
    title: 'Tokens and texts of answers contradict each other',
    explanation:
      'Equal tokens decode to equal texts: a detokeniser is broken, or an app does not report its real output.',
  },
  notSteady: {
    title: 'Not steady',
    explanation:
      'The app gets faster or slower during a launch. Give the suite more warm-up iterations, or the phone longer pauses.',
  },
  brightnessDiffers: {
    title: 'Brightness of the screen differs',
    explanation:
      'A bright screen takes about as much power as a model, and warms the phone. Set one brightness, and switch off Auto-Brightness, True Tone and Night Shift.',
  },
  memoryLimitsDiffer: {
    title: 'Memory limits differ',
    explanation:
      'The system decides at each launch how much memory an app may take. An app near the limit may be slower, or be ended, in one launch and not in another.',
  },
  launchesInvalid: {
    title: 'Launches were excluded',
    explanation:
      'The phone was not in the declared state (heat, battery, interruption). Such launches are never counted as slow.',
  },
  launchesFailed: {
    title: 'Launches failed',
    explanation: 'Some launches ended without a result and are missing from the intervals.',
  },
  runIncomplete: {
    title: 'The run is incomplete',
    explanation: 'Some planned launches were not measured and are missing from the comparison.',
  },
  storedBaseline: {
    title: 'Stored baseline',
    explanation:
      'Baseline and candidate were measured in different sessions; measuring them side by side finds smaller changes.',
  },
  otherUnit: {
    title: 'Another phone of the same model',
    explanation:
      'Phones of one model differ by up to 20 % in speed and energy; a change must be larger than that to count.',
  },
  idleSessions: {
    title: 'Sessions after idle',
    explanation:
      'The first session of a phone after idle has been seen 6 to 8 % faster than the next ones, so only sessions of one kind are compared.',
  },
  comparabilityRelaxed: {
    title: 'Runs differ in more than the build',
    explanation: 'The runs differ in something that may change the numbers; this was accepted on request.',
  },
  otherTools: {
    title: 'Another host or other tools',
    explanation: 'The app times itself, so this should not move its numbers; look here first if everything moved.',
  },
  orderEffect: {
    title: 'The second launch differs from the first',
    explanation: 'Both builds went second equally often, so it cancels; the phone may need longer pauses.',
  },
  correlatedBlocks: {
    title: 'Neighbouring blocks resemble each other',
    explanation: 'This makes their intervals wider; longer pauses between launches may help.',
  },
  firstLaunches: {
    title: 'First launches after an installation',
    explanation: 'They compile again what installing threw away, so they are compared only where all launches do.',
  },
  installationsUnknown: {
    title: 'Unmarked installations',
    explanation: 'The first launch after an installation may take much longer; measure again with this version.',
  },
  deviceWarm: {
    title: 'A phone was warm',
    explanation: 'A phone that starts warm slows down earlier; its numbers may be pessimistic.',
  },
  imagesUnreadable: {
    title: 'Images that no build reads',
    explanation:
      'Their questions are excluded for both builds. Check the data with: fastvlm-bench datasets verify NAME',
  },
  manyImagesUnreadable: {
    title: 'Many images that no build reads',
    explanation:
      'So many questions are excluded that the rest may not represent the dataset. Check the data before the builds.',
  },
};
