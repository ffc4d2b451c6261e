import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { isCounted } from '#harness/domain/outcome.ts';
import { count, fixed, whole } from '#harness/text/numbers.ts';
import { answerLengths, deviceIdsOf, type Facts, isUnharmed, overlaps, worseOf } from '#harness/explain/facts.ts';
import type { HintRule } from '#harness/explain/hint.ts';

/** Of the length of a mean answer; a smaller difference explains no change that lies beyond a margin. */
const LONGER = 1.05;

const LONGER_ANSWERS: HintRule = {
  id: 'longerAnswers',
  title: 'Answers are longer, tokens are not slower',
  when: 'the time or the energy of a question got worse, the decode rate is shown to be unharmed, and answers have at least 5 % more tokens',
  advice: 'Look at why answers are longer: the prompt, the limit of output tokens, the token that ends an answer.',
  reason: 'The time after the first token is the time of a token times their number.',
  source: {
    title: 'LLMeter: Metrics and statistics, time per output token',
    url: 'https://awslabs.github.io/llmeter/user_guide/metrics',
  },
  find: (facts) =>
    worseOf(facts, 'endToEnd', 'energyPerAnswer').flatMap((finding) => {
      const ids = deviceIdsOf(finding);
      const lengths = answerLengths(facts, finding.passId, ids);
      if (lengths === null || lengths.candidate < LONGER * lengths.baseline) return [];
      if (!isUnharmed(facts, 'decodeRate', ids)) return [];
      const detail = `a mean answer had ${fixed(lengths.baseline, 1)} tokens and has ${fixed(lengths.candidate, 1)} now.`;
      return [{ deviceIds: ids, passId: finding.passId, metrics: [finding.metric], detail }];
    }),
};

const AT_EQUAL_TIME: HintRule = {
  id: 'energyAtEqualTime',
  title: 'More energy in the same time',
  when: 'energy per answer got worse where time to first token or end to end is shown to be unharmed, no time got worse, and answers are no longer than before',
  advice: 'Look at how the work is done: which processor runs it, how many threads, and what runs beside it.',
  reason: 'Energy is power times time: in the same time, more energy means that more power was drawn.',
  source: {
    title: 'Apple: Energy Efficiency Guide for iOS Apps, fundamental concepts',
    url: 'https://developer.apple.com/library/archive/documentation/Performance/Conceptual/EnergyGuide-iOS/FundamentalConcepts.html',
  },
  find: (facts) =>
    worseOf(facts, 'energyPerAnswer').flatMap((finding) => {
      const ids = deviceIdsOf(finding);
      const lengths = answerLengths(facts, finding.passId, ids);
      const isLonger = lengths !== null && lengths.candidate >= LONGER * lengths.baseline;
      const steady = (['endToEnd', 'timeToFirstToken'] as const).filter((metric) => isUnharmed(facts, metric, ids));
      if (isLonger || steady.length === 0 || isAnyTimeWorse(facts, ids)) return [];
      const names = steady.map((metric) => METRICS[metric].label.toLowerCase()).join(' and ');
      const detail = `unharmed there: ${names}.`;
      return [{ deviceIds: ids, passId: finding.passId, metrics: ['energyPerAnswer'], detail }];
    }),
};

const HEAT: HintRule = {
  id: 'throughputLostToHeat',
  title: 'Throughput is lost to heat',
  when: 'sustained throughput or its retention got worse, and more launches of the candidate than of the baseline reached the thermal state serious',
  advice: 'Make an answer cost less work, or spread the work: the phone slows down to stay cool.',
  reason: 'As the thermal state rises, the system limits the processors, and asks apps to do less.',
  source: {
    title: 'Apple: Respond to thermal state changes',
    url: 'https://developer.apple.com/library/archive/documentation/Performance/Conceptual/power_efficiency_guidelines_osx/RespondToThermalStateChanges.html',
  },
  find: (facts) =>
    worseOf(facts, 'sustainedThroughput', 'throughputRetention').flatMap((finding) => {
      const ids = deviceIdsOf(finding);
      const [before, now] = [
        hotLaunches(facts, finding.passId, ids, 'baseline'),
        hotLaunches(facts, finding.passId, ids, 'candidate'),
      ];
      if (now.hot === 0 || now.hot / Math.max(1, now.all) <= before.hot / Math.max(1, before.all)) return [];
      const detail = `${whole(now.hot)} of ${count(now.all, 'launch', 'launches')} of the candidate reached the thermal state serious, ${whole(before.hot)} of ${whole(before.all)} of the baseline.`;
      return [{ deviceIds: ids, passId: finding.passId, metrics: [finding.metric], detail }];
    }),
};

export const ENERGY_RULES: readonly HintRule[] = [LONGER_ANSWERS, AT_EQUAL_TIME, HEAT];

function isAnyTimeWorse(facts: Facts, ids: readonly string[]): boolean {
  return facts.worse.some(
    (finding) =>
      overlaps(finding, ids) &&
      METRICS[finding.metric].answers !== 'none' &&
      METRICS[finding.metric].needs !== 'energy',
  );
}

type Tally = { readonly hot: number; readonly all: number };

function hotLaunches({ run }: Facts, passId: string, ids: readonly string[], arm: 'baseline' | 'candidate'): Tally {
  const own = run.launches
    .filter(({ deviceId, slot }) => ids.includes(deviceId) && slot.pass === passId && slot.arm === arm)
    .filter(isCounted);
  const hot = own.filter(({ outcome, after }) =>
    [after?.thermal, ...outcome.iterations.map(({ thermal }) => thermal)].some(
      (state) => state === 'serious' || state === 'critical',
    ),
  );
  return { hot: hot.length, all: own.length };
}
