/**
 * What the edges of an energy window and the idle power before and after it are worth: simulated launches of an unchanged
 * build on a phone that renews its load counter and its current by different rhythms. Seeded.
 */
import { isPassing } from '#harness/domain/deciding.ts';
import { takenLooks } from '#harness/compare/change/looks.ts';
import { compareRemeasured } from '#harness/compare/change/remeasured.ts';
import { variance } from '#harness/stats/moments.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import energy from '#suites/energy.suite.ts';
import { percent, printMachine, printRows, write } from '#benchmarks/print/print.ts';
import { drawLaunch, type Rhythm, type WindowRule, WINDOW_RULES } from '#benchmarks/noise/simulated-windows.ts';

const TRIALS = 500;

type Scene = {
  readonly name: string;
  readonly rhythm: Rhythm;
  /** Standard deviation of the idle power from the beginning of a window to its end, in watts. */
  readonly idleWander: number;
  /** In intervals of 20 s, by which the app is told how long to work. */
  readonly renewals: number;
};

const MAC: Rhythm = { counterS: 60, currentS: 20 };
const IPHONE: Rhythm = { counterS: 20, currentS: 1 };
/** What idle power may do where something of the system comes and goes. */
const WANDER_WATTS = 0.3;
const SCENES: readonly Scene[] = [10, 20].flatMap((renewals) => [
  { name: `${renewals} × 20 s, counter each 60 s, current each 20 s`, rhythm: MAC, idleWander: 0, renewals },
  { name: `${renewals} × 20 s, counter each 20 s, current each second`, rhythm: IPHONE, idleWander: 0, renewals },
  { name: `${renewals} × 20 s, the same, idle power wanders`, rhythm: IPHONE, idleWander: WANDER_WATTS, renewals },
]);

const [pass] = energy.passes;
const margin = energy.margins.find(({ metric }) => metric === 'energyPerAnswer');
if (pass === undefined || margin === undefined) throw new Error('the energy suite judges no energy');
const { protocol } = pass;
const looks = takenLooks(protocol, protocol.blocks);

function outcome(
  { name, rhythm, idleWander, renewals }: Scene,
  rule: WindowRule,
): readonly [sd: string, passes: string] {
  const random = createRandom(1, name);
  const normal = standardNormal(random);
  const differences: number[] = [];
  let passed = 0;
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const blocks = Array.from({ length: protocol.blocks }, (_, block) => {
      const launch = (): number =>
        rule.joules(drawLaunch({ rhythm, idleWander, windowS: 20 * renewals }, random, normal));
      const first = block % 2 === 0 ? ('baseline' as const) : ('candidate' as const);
      return { block, first, baseline: launch(), candidate: launch() };
    });
    differences.push(...blocks.map(({ baseline, candidate }) => Math.log(candidate / baseline)));
    const last = compareRemeasured(margin ?? never(), blocks, looks).at(-1);
    if (last !== undefined && isPassing(last.verdict)) passed += 1;
  }
  return [percent(Math.sqrt(variance(differences) ?? 0)), percent(passed / TRIALS)];
}

function never(): never {
  throw new Error('the energy suite judges no energy');
}

printMachine('Edges of the energy window and idle power, simulated');
write(
  `${TRIALS} runs of ${protocol.blocks} blocks of an unchanged build, margin 8 %; launches vary by 2 % (standard deviation).\n` +
    'No phone was measured: power, noise and rhythms are assumed.\n\n',
);
printRows(
  ['phone', ...WINDOW_RULES.flatMap(({ name }) => [`${name}: sd of a block`, 'passes'])],
  SCENES.map((scene) => [scene.name, ...WINDOW_RULES.flatMap((rule) => outcome(scene, rule))]),
);
