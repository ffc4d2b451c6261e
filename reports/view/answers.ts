import { needScores } from '#harness/domain/metric-catalogue.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { AnswerChange } from '#harness/domain/answer-change.ts';
import type { AskedQuestion } from '#harness/domain/dataset.ts';
import { count, trimmed, whole } from '#harness/text/numbers.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { provenanceOf, type Run } from '#harness/domain/run.ts';
import { accuracyView } from './accuracy.ts';
import type { AnswersView } from './answers-view.ts';
import { flipsView } from './flips.ts';
import { nameOfDevice } from './names.ts';
import { lengthChange } from './outputs.ts';
import type { Pictures } from './pictures.ts';
import { readable } from '#harness/text/sentences.ts';
import { chanceText } from '#harness/text/chances.ts';
import { listed } from '#harness/text/lists.ts';
import { provenanceMark } from '#harness/text/names.ts';

/** What ended an app before it had answered, in words. */
const FAULTS: Readonly<Record<string, string>> = {
  CRASH: 'the app crashed',
  JETSAM: 'the system ended the app for its memory',
  OUT_OF_MEMORY: 'the app ran out of memory',
  HANG: 'the app hung',
  APP_ENDED: 'the app ended too early',
  IMPLAUSIBLE: 'the app reported impossible values',
};

/** A change with every place where it was the same. */
type Group = {
  readonly change: AnswerChange;
  readonly passes: readonly Pass[];
  readonly deviceIds: readonly string[];
  readonly fault: string;
};

/**
 * Passes in which answers changed: the one that measures accuracy first. Devices that answered alike are shown together,
 * and so are passes that asked the same of the same devices.
 */
export function answersViews(assessment: Assessment, run: Run, pictures: Pictures): readonly AnswersView[] {
  const questionsOf = questionsIn(run);
  return groupsOf(assessment, run).map(({ change, passes, deviceIds, fault }, index) => {
    const [{ workload } = { workload: { dataset: '' } }] = passes;
    return {
      anchor: `answers-${index + 1}`,
      devices: devicesText(deviceIds, assessment),
      badge: provenanceMark(provenanceOf(assessment.devices.filter(({ id }) => deviceIds.includes(id)))),
      passes: passNames(passes),
      shared: sharedSentence(deviceIds.length),
      sentence: flipsSentence(change),
      lengths: lengthsSentence(change),
      scoring: change.byType.length === 0 ? '' : scoringOf(passes, run),
      accuracy: accuracyView(change, assessment.suite),
      flips: flipsView(change.answers, {
        dataset: workload.dataset,
        questions: questionsOf(workload.dataset),
        pictures,
        fault,
      }),
    };
  });
}

/** More names than this are counted. */
const MOST_NAMED = 4;

function devicesText(deviceIds: readonly string[], assessment: Assessment): string {
  const names = deviceIds.map((id) => nameOfDevice(id, assessment));
  if (names.length <= MOST_NAMED) return listed(names);
  const shown = names.slice(0, MOST_NAMED - 1);
  return listed([...shown, `${names.length - shown.length} more`]);
}

function groupsOf(assessment: Assessment, run: Run): readonly Group[] {
  const { answerChanges, suite } = assessment;
  const passes = suite.passes.toSorted((a, b) => Number(needScores(b.metrics)) - Number(needScores(a.metrics)));
  const groups = passes.flatMap((pass) => {
    const changes = answerChanges.filter(({ passId, changed }) => passId === pass.id && changed > 0);
    return [...Map.groupBy(changes, withoutPlace).values()].flatMap(([change, ...others]): readonly Group[] => {
      if (change === undefined) return [];
      const deviceIds = [change, ...others].map(({ deviceId }) => deviceId);
      return [{ change, passes: [pass], deviceIds, fault: faultText(deviceIds, pass, assessment) }];
    });
  });
  const keyOf = ({ change, passes: own, deviceIds, fault }: Group): string =>
    JSON.stringify([withoutPlace(change), scoringOf(own, run), deviceIds, fault]);
  return [...Map.groupBy(groups, keyOf).values()].flatMap(([group, ...others]) =>
    group === undefined ? [] : [{ ...group, passes: [group, ...others].flatMap((one) => one.passes) }],
  );
}

/** Passes in which nothing changed need one sentence together; null when there is none. */
export function unchangedSentence(assessment: Assessment): string | null {
  const { answerChanges } = assessment;
  const unchanged = answerChanges.filter(({ changed }) => changed === 0);
  if (unchanged.length === 0) return null;
  const places = [...Map.groupBy(unchanged, ({ passId }) => passId)].map(([passId, own]) => {
    const pass = `pass ${readable(passId, 60)}`;
    const isEverywhere = own.length === answerChanges.filter((change) => change.passId === passId).length;
    return isEverywhere ? pass : `${pass} on ${listed(own.map(({ deviceId }) => nameOfDevice(deviceId, assessment)))}`;
  });
  const where = unchanged.length === answerChanges.length ? 'every pass on every device' : listed(places);
  return `Both builds gave the same answers, token by token, to every question in ${where}, so accuracy is the same there.`;
}

/** Equal texts are equal lists: everything but the device and the pass is compared. */
function withoutPlace(change: AnswerChange): string {
  return JSON.stringify({ ...change, deviceId: '', passId: '' });
}

function passNames(passes: readonly Pass[]): string {
  return `${passes.length === 1 ? 'pass' : 'passes'} ${listed(passes.map(({ id }) => readable(id, 60)))}`;
}

function sharedSentence(devices: number): string | null {
  if (devices === 1) return null;
  return `${devices === 2 ? 'Both' : `All ${devices}`} phones gave the same answers, so they are shown once.`;
}

function flipsSentence({ questions, changed, better, worse, pFlips, answers }: AnswerChange): string {
  const head = `${whole(changed)} of ${count(questions, 'answer')} changed`;
  if (answers.every(({ scoreChange }) => scoreChange === null)) return `${head}; none of them is scored.`;
  const counts = [
    `${whole(better)} better`,
    `${whole(worse)} worse`,
    `${whole(changed - better - worse)} with the same score`,
  ].join(', ');
  const luck = pFlips === null ? '' : `; chance of a split this uneven: ${chanceText(pFlips)} (sign test)`;
  return `${head}: ${counts}${luck}.`;
}

function lengthsSentence(change: AnswerChange): string {
  const { baseline, candidate } = change.meanTokens;
  const difference = lengthChange(change);
  if (difference === '') return '';
  if (trimmed(baseline) === trimmed(candidate)) {
    return `Answers have ${meanLength(candidate)} on average, as many as before.`;
  }
  return `Answers had ${meanLength(baseline)} on average and have ${trimmed(candidate)} now (${difference}).`;
}

function meanLength(tokens: number): string {
  const text = trimmed(tokens);
  return `${text} ${text === '1' ? 'token' : 'tokens'}`;
}

/** What was asked, and who scored it: the same of all passes that are shown together. */
function scoringOf([pass]: readonly Pass[], { datasets }: Run): string {
  if (pass === undefined) return '';
  const { workload } = pass;
  const asked = datasets.find(({ id, subset }) => id === workload.dataset && subset === workload.subset);
  const place = `${readable(workload.dataset, 60)} / ${readable(workload.subset, 60)}`;
  return asked === undefined ? `Asked of ${place}.` : `Asked of ${place}, scored by ${readable(asked.evaluator, 60)}.`;
}

function faultText(deviceIds: readonly string[], { id }: Pass, { productFaults }: Assessment): string {
  const own = productFaults.filter(
    ({ deviceId, passId, arm }) => arm === 'candidate' && passId === id && deviceIds.includes(deviceId),
  );
  const words = [...new Set(own.map(({ code }) => FAULTS[code] ?? `the app failed (${readable(code, 40)})`))];
  return words.length === 0 ? 'the app failed' : listed(words);
}

function questionsIn({ questions }: Run): (dataset: string) => ReadonlyMap<number, AskedQuestion> {
  const byDataset = Map.groupBy(questions, ({ dataset }) => dataset);
  return (dataset) => new Map(byDataset.get(dataset)?.map((question) => [question.id, question]));
}
