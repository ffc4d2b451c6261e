import type { Pass } from '#harness/domain/suite.ts';

/** Every stage runs, also where an app cannot read one of the images. */
const QUESTIONS = 4;

/**
 * A pass with as little work as there can be and the same model and questions, for launches that are not measured.
 *
 * @param purpose distinguishes it from the pass itself: how long it takes is no guide to how long that takes
 */
export function shortPass(pass: Pass, purpose: string): Pass {
  const { sustainMs: _load, forcedThermal: _state, ...short } = pass.protocol;
  const protocol = {
    ...short,
    warmupIterations: 0,
    iterationsPerLaunch: Math.min(QUESTIONS, pass.protocol.iterationsPerLaunch),
    cycles: 1,
    footprintIntervalMs: null,
    energyRefreshes: null,
  };
  return { ...pass, id: `${pass.id} (${purpose})`, protocol };
}
