import { WORST_UNIT_EFFECT } from './levels.ts';
import type { Provenance } from '#harness/domain/device.ts';
import { type Run, provenanceOf } from '#harness/domain/run.ts';
import type { Warning } from '#harness/domain/warning.ts';
import { differences } from '#harness/compare/comparability/comparability.ts';
import { environmentDifferences } from '#harness/compare/comparability/environments.ts';
import { warnIdleSessions } from '#harness/compare/comparability/idle-sessions.ts';
import { installationDifferences } from '#harness/compare/comparability/installations.ts';
import { supplyDifferences } from '#harness/compare/comparability/supplies.ts';
import type { Arms } from '#harness/compare/launches/arms.ts';

const NOT_PHYSICAL: Readonly<Record<Provenance, readonly Warning[]>> = {
  physical: [],
  virtual: [
    {
      code: 'virtualProvenance',
      message: 'Measured on virtual phones: the numbers say nothing about an iPhone.',
    },
  ],
  host: [
    {
      code: 'hostProvenance',
      message: 'Measured on the machine of the harness: times and memory say nothing about an iPhone.',
    },
  ],
};

/** Doubts about the run as a whole, most far-reaching first. */
export function warnRun(run: Run, baselineRun: Run | null, arms: Arms): readonly Warning[] {
  const isSameBuild = arms.baseline?.build.id === run.candidate.id;
  return [
    ...NOT_PHYSICAL[provenanceOf(run.devices)],
    ...(isSameBuild ? [SAME_BUILD] : []),
    ...(baselineRun === null ? [] : warnStored(run, baselineRun, arms)),
    ...(run.isComplete ? [] : [warnIncomplete(run)]),
  ];
}

const SAME_BUILD: Warning = {
  code: 'sameBuild',
  message: 'Both arms are the same build: this is an A/A comparison.',
};
const STORED_BASELINE: Warning = {
  code: 'storedBaseline',
  message: 'The baseline was measured in an earlier session: how far sessions lie apart counts against every change.',
};

/** In what a stored baseline is not like the candidate; none where the run measured its baseline itself. */
function warnStored(run: Run, baselineRun: Run, arms: Arms): readonly Warning[] {
  if (arms.baseline?.design !== 'stored') return [];
  const relaxed = [
    ...differences(run, baselineRun),
    ...supplyDifferences(run, baselineRun),
    ...installationDifferences(run, baselineRun),
  ];
  return [
    STORED_BASELINE,
    ...arms.baseline.otherUnits.map(({ device, counterpart }): Warning => {
      const message = `${device.label} (${device.id}) is compared with launches of ${counterpart.label} (${counterpart.id}): two phones of one model may differ by ${100 * WORST_UNIT_EFFECT} %.`;
      return { code: 'otherUnit', message };
    }),
    ...(relaxed.length > 0 ? [{ code: 'comparabilityRelaxed', message: relaxed.join(' ') } as const] : []),
    ...environmentDifferences(run, baselineRun).map((message): Warning => ({ code: 'otherTools', message })),
    ...run.devices.flatMap(({ id, label }) => warnIdleSessions(arms, id, `on ${label}`)),
  ];
}

function warnIncomplete({ lost = [] }: Run): Warning {
  const reasons = lost.map(({ deviceId, message }) => `${deviceId} was not measured to the end: ${message}`);
  const message = reasons.join(' ') || 'A phone was not measured to the end: some planned launches are missing.';
  return { code: 'runIncomplete', message };
}
