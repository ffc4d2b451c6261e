import type { RunHeader } from './run.ts';
import type { Protocol, Suite } from './suite.ts';

/**
 * Launches of each build, of all phones of a model together, before which no look of a run ends a pass because the candidate is
 * unharmed: what the suite asks for, or less where the run is content with less.
 */
export function launchesToPass(
  { fewestToPass }: Pick<Protocol, 'fewestToPass'>,
  { mostToPass }: Pick<RunHeader, 'mostToPass'>,
): number {
  return Math.min(fewestToPass, mostToPass ?? Number.POSITIVE_INFINITY);
}

/** The suite of a run with what its looks ask for in its protocols, for whoever plans by them. */
export function suiteToPass(header: Pick<RunHeader, 'suite' | 'mostToPass'>): Suite {
  const { suite } = header;
  const passes = suite.passes.map((pass) => {
    const fewestToPass = launchesToPass(pass.protocol, header);
    return { ...pass, protocol: { ...pass.protocol, fewestToPass } };
  });
  return { ...suite, passes };
}
