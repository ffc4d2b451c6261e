import type { Launch } from '#harness/domain/launch.ts';
import type { Energy } from '#harness/domain/measured.ts';
import { count, fixed, percentText } from '#harness/text/numbers.ts';
import { readable } from '#harness/text/sentences.ts';
import { isMeasured } from '#harness/domain/outcome.ts';
import { listed } from '#harness/text/lists.ts';

const SOURCES: Readonly<Record<Energy['confidence'], string>> = {
  measured: 'measured by the load counter of the phone',
  derived: 'derived from voltage and current of the battery',
  coarse: 'coarse, from the charge that the battery lost',
};

/**
 * How the energy of a device's launches came about, how far one may be off, and why others have none; null where no pass
 * measured energy.
 */
export function energySentence(launches: readonly Launch[]): string | null {
  const measured = launches.filter(isMeasured).map(({ outcome }) => outcome);
  const energies = measured.flatMap(({ energy }) => energy ?? []);
  const reasons = measured.flatMap(({ noEnergy }) => noEnergy ?? []);
  if (energies.length === 0 && reasons.length === 0) return null;
  const sentences = [
    ...(energies.length === 0 ? [] : [sourcesOf(energies)]),
    ...[...Map.groupBy(reasons, (reason) => reason)].map(
      ([reason, own]) => `no energy in ${count(own.length, 'launch', 'launches')}: ${readable(reason, 200)}`,
    ),
  ];
  return `Energy: ${sentences.join('; ')}.`;
}

function sourcesOf(energies: readonly Energy[]): string {
  const sources = listed([...new Set(energies.map(({ confidence }) => SOURCES[confidence]))]);
  const idle = energies.flatMap(({ idleWatts, idle: bracket }) =>
    bracket === undefined ? [idleWatts] : [bracket.beforeWatts, bracket.afterWatts],
  );
  const errors = energies.flatMap(errorShare);
  const stated =
    errors.length === 0
      ? 'no error stated'
      : `stated error of one launch at most ${percentText(Math.max(...errors))} of its energy above idle`;
  return `${sources}; idle ${range(idle)}; ${stated}`;
}

/** Nothing above idle has no share. */
function errorShare({ errorJoules, totalJoules, idleWatts, windowMs }: Energy): readonly number[] {
  const above = totalJoules - idleWatts * (windowMs / 1000);
  return errorJoules === undefined || above <= 0 ? [] : [errorJoules / above];
}

function range(watts: readonly number[]): string {
  const [low, high] = [fixed(Math.min(...watts), 2), fixed(Math.max(...watts), 2)];
  return low === high ? `${low} W` : `${low} to ${high} W`;
}
