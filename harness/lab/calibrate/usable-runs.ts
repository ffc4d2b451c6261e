import { differences } from '#harness/compare/comparability/comparability.ts';
import { blocksMeasured } from '#harness/compare/change/looks.ts';
import { launchGroupOf } from '#harness/compare/launches/launch-group.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import { baselineBuild } from '#harness/domain/reference.ts';
import { comparedArms } from '#harness/compare/launches/compared-arms.ts';
import { shortHash } from '#harness/text/sentences.ts';

/**
 * What forbids calibrating from these runs together, as sentences; none when they are sessions of one build against
 * itself, measured alike. A session that stopped at a look was ended by its result, and such sessions understate how
 * often an unchanged build looks changed. One that lost its phone was not: it is a fair sample of fewer blocks, and the
 * phones that it kept have all of theirs.
 */
export function whyUnusable(runs: readonly Run[]): readonly string[] {
  const [first, ...others] = runs;
  if (first === undefined) return ['No run was named.'];
  return [
    ...runs.flatMap(notAgainstItself),
    ...runs.flatMap(endedByResult),
    ...others.flatMap((run) => {
      const found = differences(lookedAtOnce(run), lookedAtOnce(first), { areDevicesCompared: false });
      if (run.candidate.id !== first.candidate.id) found.push(`Build: ${buildName(run)} and ${buildName(first)}.`);
      return found.map((difference) => `${run.id} and ${first.id} differ. ${difference}`);
    }),
  ];
}

/** The run judged once, at its end. */
export function lookedAtOnce<Header extends RunHeader>(run: Header): Header {
  const passes = run.suite.passes.map((pass) => ({ ...pass, protocol: { ...pass.protocol, looks: [] } }));
  return { ...run, suite: { ...run.suite, passes } };
}

function notAgainstItself(run: Run): readonly string[] {
  const { id, candidate } = run;
  const baseline = baselineBuild(run);
  if (baseline === null) return [`${id} measured one build alone.`];
  return baseline.id === candidate.id
    ? []
    : [`${id} compares ${candidate.label} with ${baseline.label}, another build.`];
}

/** A phone that was lost just at a look may have been stopped there as well. */
function endedByResult(run: Run): readonly string[] {
  const { baseline, candidate } = comparedArms(run, null, []);
  if (baseline === null) return [];
  const hasStopped = run.suite.passes.some(({ id, protocol: { blocks, looks } }) =>
    run.devices.some((device) => {
      const measured = blocksMeasured([
        launchGroupOf(baseline, device.id, id),
        launchGroupOf(candidate, device.id, id),
      ]);
      return measured < blocks && looks.includes(measured);
    }),
  );
  return hasStopped ? [`${run.id} stopped at a look; a session for a calibration needs every block.`] : [];
}

function buildName({ candidate }: Run): string {
  return `${candidate.label} (${shortHash(candidate.id)})`;
}
