import { BenchError } from './failure.ts';
import { nearest } from './nearest.ts';
import type { ReleasePlan } from './release-plan.ts';

/**
 * Refuses a plan whose parts do not go together: a misspelt name would leave a combination unmeasured or a target without a bound, and
 * nobody would see why. Throws CONFIG_INVALID.
 *
 * @param suiteIds those that can be measured
 */
export function checkReleasePlan(plan: ReleasePlan, suiteIds: readonly string[]): void {
  const { releases, variants, expected, targets } = plan;
  const variantIds = variants.map(({ id }) => id);
  const targetIds = targets.map(({ id }) => id);
  refuseTwice('releases', releases);
  refuseTwice('variants', variantIds);
  refuseTwice('targets', targetIds);
  refuseTwice(
    'expected',
    expected.map(({ variant, deviceModel }) => `${variant} on ${deviceModel}`),
  );
  for (const [index, { variant, suites = [], bounds = {} }] of expected.entries()) {
    refuseTwice(`expected[${index}].suites`, suites);
    for (const suite of suites) refuseUnknown(`expected[${index}].suites`, 'suite', suite, suiteIds);
    refuseUnknown(`expected[${index}].variant`, 'variant', variant, variantIds);
    for (const [target, byRelease] of Object.entries(bounds)) {
      refuseUnknown(`expected[${index}].bounds`, 'target', target, targetIds);
      for (const release of Object.keys(byRelease))
        refuseUnknown(`expected[${index}].bounds.${target}`, 'release', release, releases);
    }
  }
  for (const [index, { as, metric, bounds }] of targets.entries()) {
    if (as === 'answersPerJoule' && metric !== 'energyPerAnswer')
      throw invalid(`targets[${index}].metric`, `is ${metric}, but answers per joule come from energyPerAnswer`);
    // A plan may keep targets of releases that it has no more; it must not lack one of those that it has.
    const named = Object.keys(bounds);
    if (releases.every((release) => named.includes(release))) continue;
    for (const release of named) refuseUnknown(`targets[${index}].bounds`, 'release', release, releases);
  }
}

function refuseTwice(field: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(field, `has "${twice}" twice`);
}

function refuseUnknown(field: string, kind: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const meant = nearest(name, known);
  throw invalid(
    field,
    `names the ${kind} "${name}", which ${kind === 'suite' ? 'is not there' : 'the plan does not have'}${meant === null ? `; choose one of ${known.join(', ')}` : ` (did you mean ${meant}?)`}`,
  );
}

function invalid(field: string, what: string): BenchError {
  return new BenchError('CONFIG_INVALID', `The plan of the release: ${field} ${what}.`, {
    remedy: 'Correct release in the configuration; docs/scorecard.md lists its fields.',
  });
}
