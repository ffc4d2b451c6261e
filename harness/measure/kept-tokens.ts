import type { Launch } from '#harness/domain/launch.ts';
import type { Iteration } from '#harness/domain/measured.ts';
import { isMeasured } from '#harness/domain/outcome.ts';

/** Of a run; at most eleven bytes each, two megabytes in all. */
const MOST_TOKENS = 200_000;

/**
 * The token ids of a run's answers: each answer has them once, however often it was given, as its hash stands beside every
 * answer.
 */
export class KeptTokens {
  readonly #hashes = new Set<string>();
  readonly #most: number;
  #tokens = 0;

  /** `done`: what an interrupted measurement of the run has left. */
  constructor(done: readonly Launch[] = [], most: number = MOST_TOKENS) {
    this.#most = most;
    for (const launch of done) this.keepIn(launch);
  }

  /** The launch with the tokens that are new to the run, as long as there is room for them. */
  keepIn(launch: Launch): Launch {
    if (!isMeasured(launch)) return launch;
    const iterations = launch.outcome.iterations.map((iteration) => this.#kept(iteration));
    return { ...launch, outcome: { ...launch.outcome, iterations } };
  }

  #kept(iteration: Iteration): Iteration {
    const { tokenIds, ...rest } = iteration;
    if (tokenIds === undefined) return iteration;
    if (this.#hashes.has(rest.tokenIdsSha256) || this.#tokens + tokenIds.length > this.#most) return rest;
    this.#hashes.add(rest.tokenIdsSha256);
    this.#tokens += tokenIds.length;
    return iteration;
  }
}
