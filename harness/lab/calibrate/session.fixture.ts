/** Sessions of one build against itself on a phone whose noise is known. */
import { aBuild, aDevice, aMeasured, anIteration, aPass, aRun, aSuite } from '#harness/compare/run.fixture.ts';
import type { Device } from '#harness/domain/device.ts';
import { measuredBeside } from '#harness/domain/reference.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Margin, Pass, Suite } from '#harness/domain/suite.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';

/** Standard deviations of logarithms; of none by default. */
export type Noise = {
  readonly session?: number;
  readonly launch?: number;
  readonly iteration?: number;
  /** Correlation of a launch's noise with that of the launch of the same arm in the block before. */
  readonly lag?: number;
  /** By how much every session but the first is slower, as a logarithm. */
  readonly settling?: number;
};

export type Sessions = {
  readonly count?: number;
  readonly blocks?: number;
  readonly iterations?: number;
  readonly noise?: Noise;
  readonly seed?: number;
  readonly device?: Partial<Device>;
  /** On average by how much the second arm is slower than the first, as a logarithm: a build that is not the same. */
  readonly change?: number;
};

const BUILD = aBuild('app');

/** One pass with one noisy primary metric, one phase of it and one secondary metric. */
export const PASS: Pass = aPass('latency', ['timeToFirstToken', 'visionEncode', 'interTokenP50'], {
  protocol: { ...aPass('', []).protocol, blocks: 24, iterationsPerLaunch: 4 },
});

export const suiteWith = (blocks: number, margins: Partial<Margin> = {}): Suite => {
  const suite = aSuite([{ ...PASS, protocol: { ...PASS.protocol, blocks } }]);
  return { ...suite, margins: suite.margins.map((margin) => ({ ...margin, ...margins })) };
};

export function unchangedSessions(sessions: Sessions = {}): readonly Run[] {
  const { count = 3, blocks = 12, iterations = 4, noise = {}, seed = 1, device = {}, change = 0 } = sessions;
  const normal = standardNormal(createRandom(seed, 'sessions'));
  const draw = (sd = 0): number => (sd === 0 ? 0 : sd * normal());
  const { lag = 0 } = noise;
  return Array.from({ length: count }, (_, index) => {
    const session = draw(noise.session) + (index > 0 ? (noise.settling ?? 0) : 0);
    const last = { baseline: 0, candidate: 0 };
    const id = `session-${index + 1}`;
    return aRun({
      blocks,
      passes: suiteWith(blocks).passes,
      devices: [aDevice('one', device)],
      outcome: ({ block, arm }) => {
        last[arm] = lag * last[arm] + Math.sqrt(1 - lag ** 2) * draw(noise.launch);
        const launch = session + last[arm] + (arm === 'candidate' ? change : 0);
        return aMeasured({
          iterations: Array.from({ length: iterations }, (__, question) => {
            // Every block asks other questions, which take other times.
            const asked = 0.1 * Math.sin(block * iterations + question);
            const factor = Math.exp(launch + asked + draw(noise.iteration));
            return anIteration(
              {
                preprocessMs: 20 * factor,
                visionEncodeMs: 50 * factor,
                prefillMs: 25 * factor,
                firstDecodeMs: 5 * factor,
                tokenGapMs: 10 * Math.exp(launch),
              },
              { index: question, questionId: block * iterations + question },
            );
          }),
        });
      },
      overrides: {
        id,
        seed: seed + index,
        candidate: BUILD,
        reference: measuredBeside(BUILD),
        startedAt: `2026-01-0${index + 1}T00:00:00.000Z`,
        endedAt: `2026-01-0${index + 1}T01:00:00.000Z`,
      },
    });
  });
}
