import { choicesText } from '#harness/text/choices.ts';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import { POLICIES } from '#harness/gate/decide.ts';
import { findingsOf, isNeverFound } from '#harness/lab/self-test/findings.ts';
import { judgeAsGate } from '#harness/lab/self-test/judge.ts';
import type { Scenario } from '#harness/lab/self-test/scenarios.ts';
import { runSelfTest, type ScenarioResult, type SelfTest } from '#harness/lab/self-test/self-test.ts';
import type { PolicyName } from '#harness/workflow/judge-run.ts';
import { type SourceOptions, sourceOf } from '#harness/workflow/self-test-source.ts';
import { policyText } from '#harness/cli/text/ended-early-text.ts';
import { describeSelfTest } from '#harness/cli/text/self-test-text.ts';
import { progressLine } from '#harness/cli/text/progress-line.ts';
import type { World } from '#harness/cli/world.ts';

type SelfTestOptions = SourceOptions & {
  readonly scenario?: readonly string[];
  readonly policy: PolicyName;
  readonly trials: number;
};

/**
 * Puts known changes into launches and counts how often the gate finds them, and how often it fails what is unchanged.
 * 1 where one of both is proven to be wrong, 3 where there is a change that it never finds, but does not pass either.
 */
export async function selfTestCommand(options: SelfTestOptions, world: World): Promise<ExitCode> {
  const source = await sourceOf(options, world);
  const scenarios = chooseScenarios(source.scenarios, options.scenario);
  const test = { scenarios, trials: options.trials, draw: source.draw, judge: judgeAsGate(POLICIES[options.policy]) };
  // Read before the first output, so that stopping the command from then on ends it in order.
  const { signal } = world;
  const how = `Policy ${options.policy}, ${options.trials} trials, seed ${options.seed}.`;
  world.terminal.write(`${source.title}\n${how}\n${policyText(options.policy)}`);
  const results = await withProgress(test, signal, world);
  const findings = findingsOf(results);
  world.terminal.write(`\n${describeSelfTest(results, findings)}`);
  if (findings.length > 0) return 1;
  return results.some(isNeverFound) ? 3 : 0;
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

/** How long judging may go on before the signal is looked at. */
const TURN_MS = 200;

async function withProgress(
  test: SelfTest,
  signal: AbortSignal,
  world: Pick<World, 'terminal' | 'clock'>,
): Promise<readonly ScenarioResult[]> {
  const { clock } = world;
  const steps = runSelfTest(test);
  const line = progressLine(world);
  let turnedMs = clock.monotonicMs();
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      line.clear();
      return step.value;
    }
    if (clock.monotonicMs() - turnedMs < TURN_MS) continue;
    const { done, total } = step.value;
    line.show(`${done} of ${total} runs judged`, false);
    await clock.sleep(0, signal).catch((cause: unknown) => {
      line.clear();
      throw new BenchError('INTERRUPTED', `Stopped after ${done} of ${total} judgements.`, {
        remedy: 'Run it again; fewer trials are quicker: --trials 20',
        cause,
      });
    });
    turnedMs = clock.monotonicMs();
  }
}
