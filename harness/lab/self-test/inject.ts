import { type Build, repeatedIdentity } from '#harness/domain/build.ts';
import { givenUpAfter } from '#harness/domain/count-slots.ts';
import type { Launch, Outcome } from '#harness/domain/launch.ts';
import type { Iteration, Measured } from '#harness/domain/measured.ts';
import type { Run } from '#harness/domain/run.ts';
import { createRandom } from '#harness/stats/random.ts';
import type { Change } from './change.ts';
import { stretch } from './stretch.ts';
import { isMeasured } from '#harness/domain/outcome.ts';
import { baselineBuild } from '#harness/domain/reference.ts';

/** A change of a certain size. */
export type Injection = { readonly change: Change; readonly size: number };

/**
 * The run as it would have been, had its candidate been worse by this and nothing else. Launches of the baseline, and
 * those of which nothing was measured, stay as they are.
 *
 * @param seed draws which answers are wrong and which launches crash
 */
export function inject(run: Run, { change, size }: Injection, seed: number): Run {
  if (size === 0) return run;
  const candidates = run.launches.filter(({ slot }) => slot.arm === 'candidate');
  if (change.kind === 'swappedBuild') {
    const swapped = firstOfEachPlace(candidates, size);
    const launches = run.launches.map((launch) => (swapped.has(launch) ? ranAs(launch, baselineBuild(run)) : launch));
    return { ...run, launches };
  }
  if (change.kind === 'crashes') return { ...run, launches: crashing(run, size, seed) };
  const wrong = change.kind === 'wrongAnswers' ? questionsToSpoil(candidates, size, seed) : new Set<number>();
  const launches = run.launches.map((launch): Launch => {
    if (launch.slot.arm === 'baseline' || !isMeasured(launch)) return launch;
    return { ...launch, outcome: worsened(launch.outcome, { change, size }, wrong) };
  });
  return { ...run, launches };
}

function worsened(measured: Measured, { change, size }: Injection, wrong: ReadonlySet<number>): Measured {
  switch (change.kind) {
    case 'slowStage': {
      const spans = measured.iterations.flatMap((iteration) => iteration.spans);
      const slow = spans.filter(({ stage }) => stage === change.stage);
      return stretch(measured, slow, size);
    }
    case 'slowLoad':
      return stretch(measured, measured.loads, size);
    case 'ballast':
      return heavier(measured, () => size);
    case 'leak':
      return heavier(measured, (cyclesDone) => cyclesDone * size);
    case 'moreEnergy':
      return { ...measured, energy: hungrier(measured.energy, size) };
    case 'wrongAnswers':
      return spoilt(measured, wrong);
    case 'crashes':
    case 'swappedBuild':
      return measured;
  }
}

/**
 * Adds to each footprint what depends on the cycles that ended before it. The peak grows as the largest of them does.
 */
function heavier(measured: Measured, extraBytes: (cyclesDone: number) => number): Measured {
  const doneAt = (atNs: number): number => measured.unloads.filter(({ endNs }) => endNs <= atNs).length;
  const loads = measured.loads.map((load) => ({
    ...load,
    footprintBytes: load.footprintBytes + extraBytes(doneAt(load.endNs)),
  }));
  const unloads = measured.unloads.map((unload) => ({
    ...unload,
    footprintBytes: unload.footprintBytes + extraBytes(doneAt(unload.endNs)),
  }));
  const footprints = measured.footprints.map((footprint) => ({
    ...footprint,
    bytes: footprint.bytes + extraBytes(doneAt(footprint.atNs)),
  }));
  const grown = { ...measured, loads, unloads, footprints };
  return { ...grown, peakFootprintBytes: measured.peakFootprintBytes + largest(grown) - largest(measured) };
}

function largest({ loads, unloads, footprints }: Measured): number {
  const marked = [...loads, ...unloads].map(({ footprintBytes }) => footprintBytes);
  return Math.max(0, ...marked, ...footprints.map(({ bytes }) => bytes));
}

function hungrier(energy: Measured['energy'], fraction: number): Measured['energy'] {
  if (energy === null) return null;
  // A phone may have used less than its idle power for once; more is still more.
  const aboveIdle = Math.abs(energy.totalJoules - energy.idleWatts * (energy.windowMs / 1000));
  return { ...energy, totalJoules: energy.totalJoules + fraction * aboveIdle };
}

function spoilt(measured: Measured, wrong: ReadonlySet<number>): Measured {
  const iterations = measured.iterations.map((iteration) =>
    wrong.has(iteration.questionId) ? spoiltAnswer(iteration) : iteration,
  );
  return { ...measured, iterations };
}

function spoiltAnswer(answer: Iteration): Iteration {
  const { tokenIds: _, ...iteration } = answer;
  const tokenIdsSha256 = `wrong ${iteration.tokenIdsSha256}`;
  return { ...iteration, score: 0, agrees: false, answer: 'wrong', tokenIdsSha256 };
}

/**
 * So many of the questions that scored, drawn from all launches at once: a build errs on a question, not on a launch.
 */
function questionsToSpoil(launches: readonly Launch[], share: number, seed: number): ReadonlySet<number> {
  const answers = launches.filter(isMeasured).flatMap(({ outcome }) => outcome.iterations);
  const scored = answers.filter(({ score }) => score !== null);
  const all = new Set(scored.map(({ questionId }) => questionId));
  const right = [...new Set(scored.filter(({ score }) => score !== 0).map(({ questionId }) => questionId))];
  const lot = new Map(right.map((id) => [id, createRandom(seed, `spoil/${id}`).next()]));
  const drawn = right.toSorted((a, b) => (lot.get(a) ?? 0) - (lot.get(b) ?? 0));
  return new Set(drawn.slice(0, Math.round(share * all.size)));
}

/** A build that keeps crashing in a pass on a phone is not launched there again, as in a measurement. */
function crashing({ launches }: Run, share: number, seed: number): readonly Launch[] {
  const own = launches.filter(({ slot }) => slot.arm === 'candidate');
  const places = Map.groupBy(own, ({ deviceId, slot }) => `${deviceId}/${slot.pass}`);
  const kept = [...places.values()].flatMap((place) => {
    const made: Launch[] = [];
    for (const launch of place.toSorted((a, b) => a.slot.index - b.slot.index || a.attempt - b.attempt)) {
      if (givenUpAfter(made) > 0) break;
      const lot = createRandom(seed, `crash/${launch.deviceId}/${launch.slot.index}/${launch.attempt}`).next();
      made.push(isMeasured(launch) && lot < share ? { ...launch, outcome: CRASH } : launch);
    }
    return made;
  });
  return [...launches.filter(({ slot }) => slot.arm !== 'candidate'), ...kept];
}

const CRASH: Outcome = { kind: 'failed', fault: { kind: 'product', code: 'CRASH', message: 'Made to crash.' } };

function firstOfEachPlace(launches: readonly Launch[], count: number): ReadonlySet<Launch> {
  const counted = launches.filter(({ slot }) => !slot.discard);
  const places = Map.groupBy(counted, ({ deviceId, slot }) => `${deviceId}/${slot.pass}`);
  const first = (place: readonly Launch[]): readonly Launch[] =>
    place.toSorted((a, b) => a.slot.index - b.slot.index).slice(0, count);
  return new Set([...places.values()].flatMap(first));
}

/**
 * The launch with the fingerprint of an app of the build. One without a fingerprint cannot show that it was swapped.
 */
function ranAs(launch: Launch, build: Build | null): Launch {
  if (launch.fingerprint === null || build === null) return launch;
  const { version, models } = build;
  const identity = repeatedIdentity(build.identity);
  return { ...launch, fingerprint: { ...launch.fingerprint, version, models, identity } };
}
