/**
 * What comes of taking iterations of one launch, or launches of one session, for independent: false alarms on simulated
 * phones, because no published measurement has all three levels. Seeded.
 */
import { rateOf } from '#harness/lab/self-test/findings.ts';
import { createRandom } from '#harness/stats/random.ts';
import { ourInterval, ourStoredInterval, ourStoredVerdict, ourVerdict } from '#benchmarks/rules/our-rule.ts';
import type { Call, RuleContext } from '#benchmarks/rules/peers/rule.ts';
import { printTable, ratePercent, write } from '#benchmarks/print/print.ts';
import { peers } from '#benchmarks/rules/rules.ts';
import { launchValues, type Noise, type SimulatedLaunch, simulateSession } from '#benchmarks/noise/simulated-phone.ts';

const SEED = 1;
const TRIALS = 1000;
const LAUNCHES = 12;
const ITERATIONS = 10;
const STORED_SESSIONS = 5;
const NOISE: Noise = { session: 0.04, launch: 0.02, iteration: 0.01 };
const CRITERION_RESAMPLES = 1000;

type Launches = readonly SimulatedLaunch[];
type Trial = {
  /** Both arms in the session of the candidate. */
  readonly together: { readonly baseline: Launches; readonly candidate: Launches };
  /** The baseline's sessions before that one, the latest first. */
  readonly before: readonly Launches[];
  readonly context: () => RuleContext;
};

const TRIALS_DRAWN: readonly Trial[] = Array.from({ length: TRIALS }, (_, index) => {
  const random = createRandom(SEED, `trial ${index}`);
  const session = simulateSession(NOISE, 2 * LAUNCHES, ITERATIONS, random);
  return {
    together: {
      baseline: session.filter((_launch, place) => place % 2 === 0),
      candidate: session.filter((_launch, place) => place % 2 === 1),
    },
    before: Array.from({ length: STORED_SESSIONS }, () => simulateSession(NOISE, LAUNCHES, ITERATIONS, random)),
    context: () => ({ better: 'lower', random: createRandom(SEED, `resamples ${index}`) }),
  };
});

function alarms(ask: (trial: Trial) => Call): string {
  return ratePercent(rateOf(TRIALS_DRAWN.filter((trial) => ask(trial).isChanged).length, TRIALS));
}

write(
  `Unchanged code on a simulated phone: sessions, launches and iterations lie ${Object.values(NOISE)
    .map((sd) => `${100 * sd} %`)
    .join(', ')} apart; ${LAUNCHES} launches an arm of ${ITERATIONS} iterations, n = ${TRIALS}\n\n`,
);
printTable(
  [
    'rule',
    'one session, launches',
    'one session, pooled iterations',
    'other session, launches',
    'other session, pooled iterations',
  ],
  [
    [
      'ours, interval at margin 0',
      alarms(({ together, context }) =>
        ourInterval(launchValues(together.baseline), launchValues(together.candidate), context()),
      ),
      'never done',
      alarms(({ together, before, context }) =>
        ourStoredInterval(before.map(launchValues), launchValues(together.candidate), context()),
      ),
      'never done',
    ],
    [
      'ours, verdict at margin 5 %',
      alarms(({ together, context }) =>
        ourVerdict(launchValues(together.baseline), launchValues(together.candidate), context()),
      ),
      'never done',
      alarms(({ together, before, context }) =>
        ourStoredVerdict(before.map(launchValues), launchValues(together.candidate), context()),
      ),
      'never done',
    ],
    ...peers(CRITERION_RESAMPLES).map(({ name, rule }) => {
      const ask = (reduce: (launches: Launches) => readonly number[], baselineOf: (trial: Trial) => Launches): string =>
        alarms((trial) => rule(reduce(baselineOf(trial)), reduce(trial.together.candidate), trial.context()));
      const pooled = (launches: Launches): readonly number[] => launches.flat();
      const inSession = (trial: Trial): Launches => trial.together.baseline;
      const fromBefore = (trial: Trial): Launches => trial.before[0] ?? [];
      return [
        name,
        ask(launchValues, inSession),
        ask(pooled, inSession),
        ask(launchValues, fromBefore),
        ask(pooled, fromBefore),
      ];
    }),
  ],
);
