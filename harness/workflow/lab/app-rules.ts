import { type Build, entitlementsOf } from '#harness/domain/build.ts';
import { type Iteration, type Measured, STAGES } from '#harness/domain/measured.ts';
import { count } from '#harness/text/numbers.ts';
import { byteSize } from '#harness/text/quantities.ts';
import { listed } from '#harness/text/lists.ts';

/** What an app has to do, or should; each has its place in docs/agent-protocol.md. */
export const APP_RULES = {
  modelFolder: 'eventsndjson',
  modelFiles: 'eventsndjson',
  memoryEntitlement: 'one-launch',
  answersPlan: 'faults',
  cycles: 'planjson',
  stages: 'eventsndjson',
  sameTokens: 'planjson',
  tokens: 'eventsndjson',
  longAnswers: 'what-agents-ask',
  images: 'what-agents-ask',
  conditions: 'eventsndjson',
} as const;

/** A rule of the agent protocol that a check can see kept or broken. */
export type AppRule = keyof typeof APP_RULES;

/** `doubt`: allowed, but something cannot be measured or compared. `unknown`: nothing was learned about it. */
export type RuleCheck = {
  readonly rule: AppRule;
  readonly verdict: 'kept' | 'broken' | 'doubt' | 'unknown';
  readonly message: string;
};

/** Models above this size come near to what an app may take without the entitlement. */
const LARGE_MODEL_BYTES = 10 ** 9;
const MEMORY_ENTITLEMENT = 'com.apple.developer.kernel.increased-memory-limit';
/** Shorter answers have no decode rate. */
const LONG_ANSWER = 8;

/** What the package of an app shows without being run. */
export function packageChecks(build: Build): readonly RuleCheck[] {
  const bytes = build.models.reduce((sum, file) => sum + file.bytes, 0);
  const isNamed = build.namesModelFolder !== false;
  return [
    isNamed
      ? kept('modelFolder', 'Info.plist names the folder of the model')
      : doubt(
          'modelFolder',
          'Info.plist has no FastVLMBenchModels: every file that is not known as code or interface counts as model',
        ),
    build.models.length > 0
      ? kept('modelFiles', `${count(build.models.length, 'model file')}, ${byteSize(bytes)}`)
      : broken('modelFiles', 'no file of the app counts as its model'),
    ...memoryCheck(build, bytes),
  ];
}

function memoryCheck(build: Build, bytes: number): readonly RuleCheck[] {
  const entitlements = entitlementsOf(build);
  if (bytes < LARGE_MODEL_BYTES || entitlements === undefined) return [];
  return [
    Object.hasOwn(entitlements.values, MEMORY_ENTITLEMENT)
      ? kept('memoryEntitlement', `${MEMORY_ENTITLEMENT} is there`)
      : doubt('memoryEntitlement', `${MEMORY_ENTITLEMENT} is missing for a model of ${byteSize(bytes)}`),
  ];
}

/**
 * What launches that were measured show. One that breaks a rule of the protocol is not measured; its fault says which rule.
 *
 * @param isPowerKnown whether the app said if Low Power Mode is on
 */
export function launchChecks(launches: readonly Measured[], isPowerKnown: boolean): readonly RuleCheck[] {
  const iterations = launches.flatMap((launch) => launch.iterations);
  if (iterations.length === 0) return [];
  const seen = STAGES.filter((stage) => iterations.some(({ spans }) => spans.some((span) => span.stage === stage)));
  const missing = STAGES.filter((stage) => !seen.includes(stage));
  const longest = Math.max(...iterations.map(({ tokenCount }) => tokenCount));
  const skipped = launches.reduce((sum, launch) => sum + (launch.skipped?.length ?? 0), 0);
  const unreported = [
    ...(iterations.every(({ thermal }) => thermal === null) ? ['thermal state'] : []),
    ...(isPowerKnown ? [] : ['Low Power Mode']),
  ];
  return [
    missing.length === 0
      ? kept('stages', `stages ${listed(seen)}`)
      : doubt('stages', `no answer has the stage ${listed(missing)}: its metric has no value`),
    sameTokens(iterations),
    iterations.some(({ tokenIds }) => tokenIds !== undefined)
      ? kept('tokens', 'tokens are reported, so a comparison names the first one that differs')
      : doubt('tokens', 'no tokens, only their hashes: a comparison cannot name the first one that differs'),
    longest >= LONG_ANSWER
      ? kept('longAnswers', `answers of up to ${count(longest, 'token')}`)
      : doubt('longAnswers', `answers of up to ${count(longest, 'token')}: decode rate needs ${LONG_ANSWER}`),
    skipped === 0
      ? kept('images', 'every image was read')
      : broken(
          'images',
          `${count(skipped, 'image')} could not be read: ${launches.flatMap((launch) => launch.skipped ?? [])[0]?.reason ?? ''}`,
        ),
    unreported.length === 0
      ? kept('conditions', 'thermal state and Low Power Mode are reported')
      : doubt('conditions', `${listed(unreported)} not reported`),
  ];
}

/** Decoding is greedy: a question that is asked again has the same tokens, in whatever launch. */
function sameTokens(iterations: readonly Iteration[]): RuleCheck {
  const hashes = new Map<number, Set<string>>();
  for (const { questionId, tokenIdsSha256 } of iterations) {
    hashes.set(questionId, (hashes.get(questionId) ?? new Set<string>()).add(tokenIdsSha256));
  }
  const other = [...hashes].filter(([, found]) => found.size > 1).map(([questionId]) => String(questionId));
  const asked = `${count(iterations.length, 'answer')} to ${count(hashes.size, 'question')}`;
  return other.length === 0
    ? kept('sameTokens', `${asked}: the same question always has the same tokens`)
    : broken('sameTokens', `${asked}: other tokens when asked again for question ${listed(other)}. Decode greedily`);
}

export function kept(rule: AppRule, message: string): RuleCheck {
  return { rule, verdict: 'kept', message };
}

export function broken(rule: AppRule, message: string): RuleCheck {
  return { rule, verdict: 'broken', message };
}

export function doubt(rule: AppRule, message: string): RuleCheck {
  return { rule, verdict: 'doubt', message };
}

export function unknown(rule: AppRule, message: string): RuleCheck {
  return { rule, verdict: 'unknown', message };
}
