import type { Launch } from '#harness/domain/launch.ts';
import type { Iteration } from '#harness/domain/measured.ts';
import { isMeasured } from '#harness/domain/outcome.ts';

/** The checksums of a run's answers: the first ones of each build to each question of a pass. */
export class KeptChecksums {
  readonly #known = new Set<string>();

  /** `done`: what an interrupted measurement of the run has left. */
  constructor(done: readonly Launch[] = []) {
    for (const launch of done) this.keepIn(launch);
  }

  /** The launch with the checksums that are new to the run. */
  keepIn(launch: Launch): Launch {
    if (!isMeasured(launch)) return launch;
    const place = `${launch.slot.pass}\n${launch.buildId}`;
    const iterations = launch.outcome.iterations.map((iteration) => this.#kept(iteration, place));
    return { ...launch, outcome: { ...launch.outcome, iterations } };
  }

  #kept(iteration: Iteration, place: string): Iteration {
    const { checksums, ...rest } = iteration;
    const key = `${place}\n${iteration.questionId}`;
    if (checksums === undefined || this.#known.has(key)) return rest;
    this.#known.add(key);
    return iteration;
  }
}
