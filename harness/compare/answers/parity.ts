import type { Artefact } from '#harness/domain/build.ts';
import type { Iteration } from '#harness/domain/measured.ts';
import { isMeasured } from '#harness/domain/outcome.ts';
import { isSameData } from '#harness/domain/plain-data.ts';
import type { Run } from '#harness/domain/run.ts';
import type { StageChecksums } from '#harness/domain/stage-checksums.ts';
import { isSameText } from './answers.ts';

/** What a run answered: text, number of tokens, the hash of their ids, and what ended it where that is known. */
export type Answered = Pick<Iteration, 'answer' | 'tokenCount' | 'tokenIdsSha256' | 'finishReason'>;

/** A question that two runs answered in different ways. */
export type Disparity = {
  readonly passId: string;
  readonly questionId: number;
  /** Empty where neither run keeps the question. */
  readonly question: string;
  readonly one: Answered;
  readonly other: Answered;
  readonly tokens: TokenDifference;
  readonly stage: PartingStage;
};

/**
 * The first stage that made other numbers of the same question. `language`: it was given the same features. `encoder`: the vision
 * encoder, and the projector where nobody looked between them. `unknown`: a run does not keep what it takes to tell.
 */
export type PartingStage = 'preprocess' | 'encoder' | 'projector' | 'language' | 'unknown';

/** Where two answers part. */
export type TokenDifference =
  /** `position` counts from 1; null is an answer that has ended before. */
  | { readonly kind: 'differ'; readonly position: number; readonly one: number | null; readonly other: number | null }
  /** The same tokens with other texts. */
  | { readonly kind: 'same' }
  /** The runs keep the tokens of one of them at most. */
  | { readonly kind: 'unknown' };

/** Whether the candidates of two runs give the same answers, token for token. */
export type Parity = {
  /** Questions that both answered, in passes that both have with one workload. */
  readonly questions: number;
  /** In the order of the questions. */
  readonly disparities: readonly Disparity[];
  /** Questions with the same tokens and texts that ended for another reason, where both runs keep it. */
  readonly endedOtherwise: number;
  /** Questions that one run alone answered. */
  readonly unpaired: number;
  /** Questions that a run did not always answer alike, by itself. */
  readonly unstable: number;
};

/** Compares the candidates' answers of two runs, question by question. Which devices gave them is of no account. */
export function parityOf(one: Run, other: Run): Parity {
  const [before, now] = [answersOf(one, other), answersOf(other, one)];
  const texts = new Map([...one.questions, ...other.questions].map(({ id, text }) => [id, text]));
  const tokens = tokensOf(one, other);
  const checksums = { one: checksumsOf(one), other: checksumsOf(other) };
  const both = [...before.answers].flatMap(([key, answered]) => {
    const own = now.answers.get(key);
    return own === undefined ? [] : [{ key, one: answered, other: own }];
  });
  const disparities = both
    .filter(({ one: a, other: b }) => !isAlike(a, b))
    .map(({ key, ...pair }): Disparity => {
      const [passId = '', id = ''] = key.split('\n');
      const parted = tokenDifference(pair.one, pair.other, tokens);
      const stage = partingStage(checksums.one.get(key), checksums.other.get(key));
      return { passId, questionId: Number(id), question: texts.get(Number(id)) ?? '', ...pair, tokens: parted, stage };
    });
  return {
    questions: both.length,
    endedOtherwise: both.filter(({ one: a, other: b }) => isAlike(a, b) && hasOtherEnd(a, b)).length,
    disparities: disparities.toSorted((a, b) => a.questionId - b.questionId),
    unpaired: before.answers.size + now.answers.size - 2 * both.length,
    unstable: new Set([...before.unstable, ...now.unstable]).size,
  };
}

/** How the models and questions of two runs differ, as sentences; none where the same answers are to be expected. */
export function inputDifferences(one: Run, other: Run): readonly string[] {
  const names = fileDifferences(one.candidate.models, other.candidate.models);
  const data = one.datasets.flatMap(({ id, subset, manifestSha256 }) => {
    const own = other.datasets.find((dataset) => dataset.id === id && dataset.subset === subset);
    return own === undefined || own.manifestSha256 === manifestSha256 ? [] : [`${id}/${subset} has other questions.`];
  });
  return [...names.map((name) => `Model file ${name} differs.`), ...data];
}

function fileDifferences(before: readonly Artefact[], now: readonly Artefact[]): readonly string[] {
  const hashes = new Map(before.map(({ name, sha256 }) => [name, sha256]));
  const names = new Set([...before, ...now].map(({ name }) => name));
  return [...names].filter((name) => hashes.get(name) !== now.find((file) => file.name === name)?.sha256).toSorted();
}

type Answers = { readonly answers: ReadonlyMap<string, Answered>; readonly unstable: ReadonlySet<string> };

/** The first answer to each question, of passes that the other run has with the same workload. */
function answersOf(run: Run, { suite }: Run): Answers {
  const passes = new Set(
    run.suite.passes
      .filter(({ id, workload }) => suite.passes.some((pass) => pass.id === id && isSameData(pass.workload, workload)))
      .map(({ id }) => id),
  );
  const answers = new Map<string, Answered>();
  const unstable = new Set<string>();
  for (const launch of run.launches) {
    if (launch.slot.arm !== 'candidate' || !passes.has(launch.slot.pass) || !isMeasured(launch)) continue;
    for (const iteration of launch.outcome.iterations) {
      const key = `${launch.slot.pass}\n${iteration.questionId}`;
      const first = answers.get(key);
      if (first === undefined) answers.set(key, iteration);
      else if (!isAlike(first, iteration)) unstable.add(key);
    }
  }
  return { answers, unstable };
}

/** What the stages made of each question, as far as the run keeps it of its candidate. */
function checksumsOf({ launches }: Run): ReadonlyMap<string, StageChecksums> {
  const found = new Map<string, StageChecksums>();
  for (const launch of launches) {
    if (launch.slot.arm !== 'candidate' || !isMeasured(launch)) continue;
    for (const { questionId, checksums } of launch.outcome.iterations) {
      const key = `${launch.slot.pass}\n${questionId}`;
      if (checksums !== undefined && !found.has(key)) found.set(key, checksums);
    }
  }
  return found;
}

function partingStage(one: StageChecksums = {}, other: StageChecksums = {}): PartingStage {
  const isSame = (part: keyof StageChecksums): boolean | null =>
    one[part] === undefined || other[part] === undefined ? null : one[part] === other[part];
  const [pixels, vision, projected] = [isSame('pixels'), isSame('visionFeatures'), isSame('projectedFeatures')];
  if (pixels === false) return 'preprocess';
  if (projected === true) return 'language';
  if (pixels === null) return 'unknown';
  if (vision === false) return 'encoder';
  if (projected === null) return 'unknown';
  return vision === true ? 'projector' : 'encoder';
}

type Tokens = ReadonlyMap<string, readonly number[]>;

/** The tokens of every answer that a run keeps them of, by their hash. */
function tokensOf(...runs: readonly Run[]): Tokens {
  const tokens = new Map<string, readonly number[]>();
  for (const launch of runs.flatMap(({ launches }) => launches)) {
    if (!isMeasured(launch)) continue;
    for (const { tokenIds, tokenIdsSha256 } of launch.outcome.iterations) {
      if (tokenIds !== undefined) tokens.set(tokenIdsSha256, tokenIds);
    }
  }
  return tokens;
}

function tokenDifference(one: Answered, other: Answered, tokens: Tokens): TokenDifference {
  if (one.tokenIdsSha256 === other.tokenIdsSha256) return { kind: 'same' };
  const [before, now] = [tokens.get(one.tokenIdsSha256), tokens.get(other.tokenIdsSha256)];
  if (before === undefined || now === undefined) return { kind: 'unknown' };
  const index = Array.from({ length: Math.max(before.length, now.length) }).findIndex(
    (_, at) => before[at] !== now[at],
  );
  // Equal tokens have equal hashes, unless a run was altered.
  if (index === -1) return { kind: 'unknown' };
  return { kind: 'differ', position: index + 1, one: before[index] ?? null, other: now[index] ?? null };
}

function hasOtherEnd({ finishReason: before }: Answered, { finishReason: now }: Answered): boolean {
  return before !== undefined && now !== undefined && before !== now;
}

function isAlike(one: Answered, other: Answered): boolean {
  return one.tokenIdsSha256 === other.tokenIdsSha256 && isSameText(one, other);
}
