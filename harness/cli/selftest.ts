import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import { provenanceOf, type Run } from '#harness/domain/run.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { POLICIES } from '#harness/gate/decide.ts';
import { findingsOf } from '#harness/simulate/findings.ts';
import { judgeAsGate } from '#harness/simulate/judge.ts';
import { ASSUMED_PROFILE } from '#harness/simulate/profile.ts';
import { poolOf, redraw } from '#harness/simulate/redraw.ts';
import { type Scenario, scenariosOf } from '#harness/simulate/scenarios.ts';
import { runSelfTest, type ScenarioResult, type SelfTest } from '#harness/simulate/self-test.ts';
import { SIMULATED_PHONE, simulateRun } from '#harness/simulate/simulate-run.ts';
import { createRandom } from '#harness/stats/random.ts';
import { chooseSuite } from './choose.ts';
import { findRun } from './find-run.ts';
import type { PolicyName } from './finish.ts';
import { describeSelfTest } from './selftest-text.ts';
import { withStore } from './with-store.ts';
import type { World } from './world.ts';

type SelfTestOptions = {
  readonly suite: string;
  readonly run?: string;
  readonly scenario?: readonly string[];
  readonly policy: PolicyName;
  readonly trials: number;
  readonly seed: number;
  readonly store: string;
};

/** Puts known changes into launches and counts how often the gate finds them, and how often it fails what is unchanged. */
export async function selfTestCommand(options: SelfTestOptions, world: World): Promise<ExitCode> {
  const source =
    options.run === undefined ? await simulated(options, world) : await recorded(options.run, options, world);
  if (options.trials === 0) {
    throw new BenchError('USAGE', 'No trials judge nothing.', {
      remedy: 'Give at least one, for example: --trials 100',
    });
  }
  const scenarios = chooseScenarios(source.scenarios, options.scenario);
  const test = { scenarios, trials: options.trials, draw: source.draw, judge: judgeAsGate(POLICIES[options.policy]) };
  world.terminal.write(`${source.title}\nPolicy ${options.policy}, ${options.trials} trials, seed ${options.seed}.\n`);
  const results = await withProgress(test, world);
  const findings = findingsOf(results);
  world.terminal.write(`\n${describeSelfTest(results, findings)}`);
  return findings.length === 0 ? 0 : 1;
}

type Source = Pick<SelfTest, 'draw'> & { readonly title: string; readonly scenarios: readonly Scenario[] };

async function simulated({ suite: name, seed }: SelfTestOptions, world: World): Promise<Source> {
  const suite = chooseSuite(await world.suites(), name);
  const phones = [{ device: SIMULATED_PHONE, profile: ASSUMED_PROFILE }];
  return {
    title: `Self-test of the gate, suite ${titleOf(suite)}, on simulated launches: nothing was measured.`,
    scenarios: scenariosOf(suite, 'simulated'),
    draw: (conditions, trial) => {
      // A stream for each kind of phone: rates over several of them rest on independent runs.
      const stream = `trial ${trial} ${JSON.stringify(conditions)}`;
      const ownSeed = Math.floor(createRandom(seed, stream).next() * 2 ** 32);
      return simulateRun({ suite, phones, conditions, seed: ownSeed });
    },
  };
}

async function recorded(reference: string, { seed, store: file }: SelfTestOptions, world: World): Promise<Source> {
  const run = await withStore<Run>(file, world, async (store) => findRun(reference, store, world.cwd));
  const pool = poolOf(run);
  const how =
    pool.source === 'blocks'
      ? 'drawn again block by block'
      : 'neighbouring launches of one build drawn again as blocks, which differ more than blocks would';
  return {
    title: `Self-test of the gate, suite ${titleOf(run.suite)}, on the ${provenanceOf(run.devices)} launches of ${run.id}, ${how}.`,
    scenarios: scenariosOf(run.suite, 'recorded'),
    draw: (_conditions, trial) => redraw(pool, createRandom(seed, `trial ${trial}`)),
  };
}

function titleOf({ id, version }: Suite): string {
  return `${id} v${version}`;
}

function chooseScenarios(known: readonly Scenario[], names: readonly string[] | undefined): readonly Scenario[] {
  if (names === undefined) return known;
  const unknown = names.find((name) => !known.some(({ id }) => id === name));
  if (unknown !== undefined) {
    throw new BenchError('USAGE', `There is no scenario "${unknown}" for this suite.`, {
      remedy: `Choose from: ${known.map(({ id }) => id).join(', ')}`,
    });
  }
  return known.filter(({ id }) => names.includes(id));
}

/** How long judging may go on before the signal is looked at and the progress is told. */
const TURN_MS = 200;

async function withProgress(test: SelfTest, world: World): Promise<readonly ScenarioResult[]> {
  const { terminal, clock } = world;
  const steps = runSelfTest(test);
  let toldMs = clock.monotonicMs();
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      if (terminal.isInteractive) terminal.writeError('\r\u001B[K');
      return step.value;
    }
    if (clock.monotonicMs() - toldMs < TURN_MS) continue;
    const { done, total } = step.value;
    if (terminal.isInteractive) terminal.writeError(`\r${done} of ${total} runs judged`);
    await clock.sleep(0, world.signal).catch((cause: unknown) => {
      throw new BenchError('INTERRUPTED', `Stopped after ${done} of ${total} judgements.`, {
        remedy: 'Run it again; fewer trials are quicker: --trials 20',
        cause,
      });
    });
    toldMs = clock.monotonicMs();
  }
}
