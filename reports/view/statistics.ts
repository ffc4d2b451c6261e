import type { Comparison, Design, Method } from '#harness/domain/comparison.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { Fact } from './fact.ts';
import { capital, readable } from '#harness/text/sentences.ts';
import { count, percentText, seriesText } from '#harness/text/numbers.ts';
import { listed } from '#harness/text/lists.ts';

type MethodWords = {
  /** For a table. */
  readonly name: string;
  /** For whoever asks. */
  readonly meaning: string;
  /** What the change is; null where it is that from one of the numbers beside it to the other. */
  readonly change: string | null;
};

const MEAN_OF_BLOCKS = 'the mean of the changes within the blocks';
const BETWEEN_MEANS = 'the change between the means of the launches of either build';

/** How an interval came about. */
export const METHODS: Readonly<Record<Method, MethodWords>> = {
  'two-sample-ranks': {
    name: 'ranks of both builds',
    meaning:
      'The launches of a block were not correlated, so the launches of both builds are compared as two samples: the median of all differences between them, with every shift that the Mann–Whitney test or, where one build spreads more, the Brunner–Munzel test does not reject. A wild launch weighs no more than a slow one.',
    change: 'the median of the changes from each launch of the baseline to each launch of the candidate',
  },
  'paired-trimmed-t': {
    name: 'trimmed paired t test',
    meaning:
      'The launches of a block were correlated, so the difference between the builds in each block is one value; Student’s t gives the interval of their mean without the fifth at either end, as phones have wild launches.',
    change: `${MEAN_OF_BLOCKS} without the fifth at either end`,
  },
  'paired-t': {
    name: 'paired t test',
    meaning:
      'The difference between the builds in each block is one value; Student’s t gives the interval of their mean.',
    change: MEAN_OF_BLOCKS,
  },
  'mean-of-phones': {
    name: 'mean of the phones',
    meaning:
      'The changes of the phones of a model, each by its own method; every phone counts alike. The errors of the phones together give the error of their mean, and Student’s t its interval.',
    change: 'the mean of the changes of the phones',
  },
  'welch-t': {
    name: 'Welch’s t test',
    meaning:
      'Launches of two sessions, which are no pairs. One stored session cannot show how far sessions lie apart, so both ends are widened by the worst effect of a session that has been seen.',
    change: BETWEEN_MEANS,
  },
  'sessions-t': {
    name: 't test between sessions',
    meaning:
      'The candidate’s session against several stored sessions of the baseline build. How far sessions of one build lie apart was measured by them; that spread is the error of the interval. With two or three sessions, one more pair that lies 6 % apart is counted, because few sessions may lie close together by luck.',
    change: 'the change between the means of the sessions of either build',
  },
  'calibrated-t': {
    name: 't test, sessions from the calibration',
    meaning:
      'The candidate’s session against one stored session. How far sessions lie apart is known from a calibration of the device, in which one build was measured again and again; that spread is part of the error of the interval.',
    change: BETWEEN_MEANS,
  },
  'paired-questions': {
    name: 'paired questions, clustered by image',
    meaning:
      'The difference between the scores of each question is one value. The interval is a score interval: it allows for flips that have not occurred yet, so that few flips do not prove that flips are rare. Questions of one image count as one cluster.',
    change: null,
  },
  identity: {
    name: 'identity: no chance in it',
    meaning:
      'Equal outputs prove equal accuracy on the questions that were asked, and on no others: the smallest detectable change is the loss that these questions would have shown. The size of files does not vary. In both cases the change is exact.',
    change: null,
  },
};

/** Why a change is not quite what a reader would work out from the two medians beside it; empty where it is. */
export function changeMeaning({ comparisons }: Assessment): string {
  const changes = new Set(comparisons.flatMap(({ evidence }) => METHODS[evidence.method].change ?? []));
  if (changes.size === 0) return '';
  const how = changes.size === 1 ? 'A change is' : 'By the method of its row, a change is';
  return `${how} ${[...changes].join(', or ')}. It can differ a little, even in sign, from the change between the two medians shown.`;
}

/** What the columns of the evidence mean; empty without a baseline. */
export function evidenceMeaning({ baseline, comparisons }: Assessment): string {
  if (baseline === null) return '';
  return [
    ...(comparisons.some(isChecked)
      ? [
          `The robust check is the Hodges–Lehmann estimate with the interval of the ${rankTest(baseline.design)}: it goes by ranks, so a few wild values cannot decide it.`,
        ]
      : []),
    'p is one-sided: the chance of a result at least this bad if the change were exactly the margin, corrected for the looks taken.',
    'Power is the chance that as many launches of an unchanged build would have shown it to be within the margin; the smallest detectable change would have been distinguished from no change with 80 % power.',
    'Metrics of one pass share their device minutes.',
  ].join(' ');
}

/** How verdicts and the decision come about, as far as the assessment has such things; empty without a baseline. */
export function decisionRules(assessment: Assessment): readonly Fact[] {
  const { baseline, comparisons, looks, deviceModels } = assessment;
  if (baseline === null) return [];
  const methods = [...new Set(comparisons.map(({ evidence }) => evidence.method))];
  return [
    {
      label: 'Verdict',
      value:
        'The whole interval of a change is compared with the margin: beyond it is a regression, within it is none, across it is inconclusive and never “no change”. Each end of an interval errs in 5 % of comparisons at most, over all looks together.',
    },
    ...methods.map((method) => ({ label: capital(METHODS[method].name), value: METHODS[method].meaning })),
    ...(comparisons.some(isChecked)
      ? [
          {
            label: 'Robust check',
            value: `The Hodges–Lehmann estimate with the interval of the ${rankTest(baseline.design)}. Where it contradicts the end of the interval that decided, the verdict is inconclusive.`,
          },
        ]
      : []),
    ...(looks.length === 0 ? [] : [looksRule(assessment)]),
    ...outliersRule(assessment),
    {
      label: 'Many comparisons',
      value:
        'A regression fails the gate when its p holds at 5 % after Holm’s correction over everything that decides, on all phones; otherwise it is a doubt.',
    },
    ...(comparisons.some(isSecondary)
      ? [
          {
            label: 'Secondary metrics',
            value:
              'A regression of one is noted when it holds at a false discovery rate of 5 % (Benjamini and Hochberg). It is worth knowing and decides nothing.',
          },
        ]
      : []),
    ...(deviceModels.length === 0 ? [] : [{ label: 'Phones of one model', value: DEVICE_MODEL_MEANING }]),
  ];
}

/** What a mean over phones says, and what it does not. */
export const DEVICE_MODEL_MEANING = [
  'Each phone counts alike, and their mean decides for all of them.',
  'It describes the phones that were measured and claims nothing about other phones of the model.',
  'Phones of a model are looked at together, after the same blocks of each, and stop together.',
  'Welch’s F measures how far they differ beyond their own noise. Where phones that are alike would hardly ever differ as much, the mean describes none of them.',
].join(' ');

function looksRule({ looks, suite }: Assessment): Fact {
  const passes = suite.passes.filter(({ id }) => looks.some(({ passId }) => passId === id));
  const plans = Map.groupBy(passes, ({ protocol }) => `${seriesText(protocol.looks)} and ${protocol.blocks}`);
  const when = [...plans].map(([blocks, own]) => `${blocks} (${listed(own.map(({ id }) => readable(id, 60)))})`);
  return {
    label: 'Looks',
    value: `The blocks of a pass are looked at after ${plans.size === 1 ? [...plans.keys()].join('') : when.join(', or ')}. A phone, or all phones of a model together, stop there when nothing is left that more blocks could decide; metrics that only warn are not waited for, nor phases of a metric that is certainly no worse or that fails without them. Looking often would find something by luck, so each look may err only by a part of the 5 %: little at first, most at the last (a spending function of Hwang, Shih and DeCani). That is why the interval of an early look is wider.`,
  };
}

/** Which share of outliers may have been missed, pass by pass. */
function outliersRule({ comparisons, deviceModels, suite }: Assessment): readonly Fact[] {
  const passes = suite.passes.flatMap(({ id }) => {
    const own = [...comparisons, ...deviceModels].filter(({ passId }) => passId === id);
    // Phones of a model are one sample of the build.
    const launches = Math.max(0, ...own.map(({ evidence }) => evidence.farOut?.launches ?? 0));
    return launches === 0 ? [] : [{ id, launches }];
  });
  if (passes.length === 0) return [];
  const unseen = passes.map(
    ({ id, launches }) =>
      `${percentText(1 - MISSED_CHANCE ** (1 / launches))} with the ${count(launches, 'launch', 'launches')} of ${readable(id, 60)}`,
  );
  return [
    {
      label: 'Outliers',
      value: `A launch is an outlier when it is worse than the middle of its build by more than the noise and more than the margin. A build that has more outliers than the baseline does not pass by its middle. Rare outliers may be missed: in 5 of 100 runs none shows up although their share is ${listed(unseen)}.`,
    },
  ];
}

const MISSED_CHANCE = 0.05;

function rankTest(design: Design): string {
  return design === 'remeasured' ? 'Wilcoxon signed-rank test' : 'Mann–Whitney test';
}

function isChecked({ evidence }: Comparison): boolean {
  return evidence.robust !== null;
}

function isSecondary({ metric }: Comparison): boolean {
  return METRICS[metric].role === 'secondary';
}
