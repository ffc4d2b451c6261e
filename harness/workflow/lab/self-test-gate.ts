import { choicesText } from '#harness/text/choices.ts';
import type { RunPolicy } from '#harness/domain/decision.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { type Finding, findingsOf } from '#harness/lab/self-test/findings.ts';
import { judgeAsGate } from '#harness/lab/self-test/judge.ts';
import type { Scenario } from '#harness/lab/self-test/scenarios.ts';
import { runSelfTest, type ScenarioResult, type SelfTest } from '#harness/lab/self-test/self-test.ts';
import type { Clock } from '#harness/ports/time.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import type { Host } from '#harness/workflow/host.ts';
import { policyNamed } from '#harness/workflow/judge/policies.ts';
import { type SelfTestRequest as SourceRequest, selfTestSource, type Source } from './self-test-source.ts';

export type SelfTestRequest = SourceRequest & {
  /** All of them where they are left out. */
  readonly scenarios?: readonly string[];
  /** Its name on the host. */
  readonly policy: string;
  /** Runs to judge for each size of each scenario. */
  readonly trials: number;
};

export type SelfTestEvent =
  | { readonly kind: 'started'; readonly policy: RunPolicy; readonly source: Pick<Source, 'suite' | 'origin'> }
  | { readonly kind: 'judging'; readonly done: number; readonly total: number }
  | { readonly kind: 'ended' };

/** Whoever asked: hears how far it is, and may stop it. */
export type SelfTestCaller = Pick<Caller, 'storeOption'> & {
  readonly signal: AbortSignal;
  readonly onEvent: (event: SelfTestEvent) => void;
};

export type SelfTestResult = {
  readonly results: readonly ScenarioResult[];
  /** What is proven to be wrong with the gate. */
  readonly findings: readonly Finding[];
  /** Where the launches came from. */
  readonly source: Pick<Source, 'suite' | 'origin'>;
};

/** Puts known changes into launches and counts how often the gate finds them, and how often it fails what is unchanged. */
export async function selfTestGate(
  request: SelfTestRequest,
  host: Host,
  caller: SelfTestCaller,
): Promise<SelfTestResult> {
  const { trials } = request;
  const policy = await policyNamed(request.policy, host);
  const source = await selfTestSource(request, policy, host, caller);
  const scenarios = chooseScenarios(source.scenarios, request.scenarios);
  const test = { scenarios, trials, draw: source.draw, judge: judgeAsGate(policy) };
  // Read before the first event, so that stopping from then on ends in order.
  const { signal } = caller;
  caller.onEvent({ kind: 'started', policy, source });
  const results = await judgeAll(test, host.clock, { ...caller, signal, quicker: quickerThan(request) });
  const { suite, origin } = source;
  return { results, findings: findingsOf(results), source: { suite, origin } };
}

function chooseScenarios(known: readonly Scenario[], names: readonly string[] | undefined): readonly Scenario[] {
  if (names === undefined) return known;
  const unknown = names.find((name) => !known.some(({ id }) => id === name));
  if (unknown !== undefined) {
    throw new BenchError('USAGE', `There is no scenario "${unknown}" for this suite.`, {
      remedy: choicesText(
        unknown,
        known.map(({ id }) => id),
      ),
    });
  }
  return known.filter(({ id }) => names.includes(id));
}

const FEW_TRIALS = 20;

/** What a request leaves to make it quicker. */
function quickerThan({ trials, scenarios }: Pick<SelfTestRequest, 'trials' | 'scenarios'>): string {
  if (trials > FEW_TRIALS) return `Run it again; fewer trials are quicker: --trials ${FEW_TRIALS}`;
  return scenarios === undefined ? 'Run it again; one scenario is quicker: --scenario NAME' : 'Run it again.';
}

/** How long judging may go on before the signal is looked at. */
const TURN_MS = 200;

async function judgeAll(
  test: SelfTest,
  clock: Clock,
  { signal, onEvent, quicker }: Pick<SelfTestCaller, 'signal' | 'onEvent'> & { readonly quicker: string },
): Promise<readonly ScenarioResult[]> {
  const steps = runSelfTest(test);
  let turnedMs = clock.monotonicMs();
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      onEvent({ kind: 'ended' });
      return step.value;
    }
    if (clock.monotonicMs() - turnedMs < TURN_MS) continue;
    const { done, total } = step.value;
    onEvent({ kind: 'judging', done, total });
    await clock.sleep(0, signal).catch((cause: unknown) => {
      onEvent({ kind: 'ended' });
      throw new BenchError('INTERRUPTED', `Stopped after ${done} of ${total} judgements.`, {
        remedy: quicker,
        cause,
      });
    });
    turnedMs = clock.monotonicMs();
  }
}
