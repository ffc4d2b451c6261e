import type { Finding } from '#harness/domain/deciding.ts';
import { percentText } from '#harness/text/numbers.ts';
import { byteSize } from '#harness/text/quantities.ts';
import { deviceIdsOf, type Facts, worseOf } from '#harness/explain/facts.ts';
import type { HintRule, Sighting } from '#harness/explain/hint.ts';
import { grownModel } from '#harness/explain/model-sizes.ts';

/** Of what the app may take, or of a phone's memory, of which iOS itself and other apps need some too. */
const LEAST_LEFT = 0.15;

const LITTLE_LEFT: HintRule = {
  id: 'littleMemoryLeft',
  title: 'Little memory is left on the smallest phone',
  when: `peak memory got worse, and on the phone with the least memory less than ${percentText(LEAST_LEFT)} is left at the peak of what the system lets the app take, or of all memory where the app does not report that`,
  advice:
    'Make the peak smaller before users of small phones meet it: load networks one after the other, or store weights in fewer bits.',
  reason: 'Where memory is short, the system ends apps to get it back, and that looks like a crash to the user.',
  source: {
    title: 'Apple: Identifying high-memory use with jetsam event reports',
    url: 'https://developer.apple.com/documentation/xcode/identifying-high-memory-use-with-jetsam-event-reports',
  },
  find: (facts) => {
    const ids = worseOf(facts, 'peakMemory');
    return ids.flatMap((finding) => onSmallest(finding, facts));
  },
};

const GREW_WITH_MODEL: HintRule = {
  id: 'memoryGrewWithModel',
  title: 'Memory grew with the model',
  when: 'peak memory or memory after load got worse and the model files of the candidate are more than 1 % larger',
  advice: 'Look at the precision of the weights, and at networks that are loaded but not used.',
  reason: 'What a model keeps in memory depends first on how many weights it has and in how many bits they are stored.',
  source: {
    title: 'Core ML Tools: Optimizing models, overview',
    url: 'https://apple.github.io/coremltools/docs-guides/source/opt-overview.html',
  },
  find: (facts) => {
    const grown = grownModel(facts.assessment);
    if (grown === null) return [];
    const detail = `the model files had ${byteSize(grown.baseline)} and have ${byteSize(grown.candidate)} now.`;
    return worseOf(facts, 'peakMemory', 'memoryAfterLoad').map((finding) => sighting(finding, detail));
  },
};

const NOT_RETURNED: HintRule = {
  id: 'memoryNotReturned',
  title: 'Memory is not given back',
  when: 'the leak per cycle got worse',
  advice: 'Repeat load, questions and unload under the Allocations instrument, and mark a generation after each cycle.',
  reason: 'Memory that is still there after a cycle ends where it began was leaked, abandoned or cached.',
  source: {
    title: 'Apple: Finding abandoned memory',
    url: 'https://developer.apple.com/library/ios/recipes/Instruments_help_articles/FindingAbandonedMemory/FindingAbandonedMemory.html',
  },
  find: (facts) =>
    worseOf(facts, 'leakPerCycle').map((finding) =>
      sighting(finding, 'more memory is left after each cycle of load, questions and unload than before.'),
    ),
};

export const MEMORY_RULES: readonly HintRule[] = [LITTLE_LEFT, GREW_WITH_MODEL, NOT_RETURNED];

function sighting(finding: Finding, detail: string): Sighting {
  return { deviceIds: deviceIdsOf(finding), passId: finding.passId, metrics: [finding.metric], detail };
}

/** Only iPhones end apps in this way, and only the smallest phone is the limit. */
function onSmallest(finding: Finding, { assessment, run }: Facts): readonly Sighting[] {
  const [smallest] = assessment.devices
    .flatMap(({ id, platform, memoryBytes }) =>
      platform === 'ios' && memoryBytes !== null ? [{ id, memoryBytes }] : [],
    )
    .toSorted((a, b) => a.memoryBytes - b.memoryBytes);
  if (smallest === undefined || !deviceIdsOf(finding).includes(smallest.id)) return [];
  const peak = assessment.summaries.find(
    ({ deviceId, passId, metric, arm }) =>
      deviceId === smallest.id && passId === finding.passId && metric === 'peakMemory' && arm === 'candidate',
  )?.median.estimate;
  const limits = run.launches.flatMap(({ deviceId, slot, outcome }) =>
    deviceId === smallest.id && slot.pass === finding.passId && slot.arm === 'candidate' && outcome.kind === 'measured'
      ? (outcome.memoryLimitBytes ?? [])
      : [],
  );
  const limit = limits.length === 0 ? null : Math.min(...limits);
  const size = limit ?? smallest.memoryBytes;
  const left = peak === undefined ? 1 : 1 - peak / size;
  if (peak === undefined || left >= LEAST_LEFT) return [];
  const share = left > 0 ? `${percentText(left)} is left` : 'nothing is left';
  return [
    sighting(
      finding,
      `the peak is ${byteSize(peak)} of ${byteSize(size)}${limit === null ? '' : ' that the system lets the app take'}: ${share}.`,
    ),
  ];
}
