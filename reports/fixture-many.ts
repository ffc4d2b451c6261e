/** Test support: a report on as many phones and metrics as somebody may have. */
import type { ReportInput } from '#harness/ports/report.ts';
import { fixtureInput } from './fixture.ts';

const COPIED = 'virtual-iphone-13';
/** Metrics of the pass that is copied: a suite of 13 becomes one of 41 with four more such passes. */
const COPIED_PASS = 'latency';

/** A failed run on phones of different models, with the latency pass so many times more. */
export function manyInput(phones: number, morePasses = 0): ReportInput {
  const input = withPasses(fixtureInput('failEncoder'), morePasses);
  const { run, assessment, decision } = input;
  const ids = Array.from({ length: phones }, (_, index) => index);
  const onPhones = <T>(all: readonly T[]): readonly T[] =>
    ids.flatMap((index) => all.filter((one) => isOfCopied(one)).map((one) => onPhone(one, index)));
  const devices = ids.flatMap((index) =>
    assessment.devices
      .filter(({ id }) => id === COPIED)
      .map((device) => ({
        ...device,
        id: idOf(index),
        label: `iPhone ${index + 1}`,
        model: `iPhone${index + 1},1`,
      })),
  );
  return {
    ...input,
    calibrations: [],
    run: {
      ...run,
      devices,
      launches: onPhones(run.launches),
      environments: run.environments.map((own) => ({ ...own, deviceIds: devices.map(({ id }) => id) })),
    },
    assessment: {
      ...assessment,
      devices,
      summaries: onPhones(assessment.summaries),
      comparisons: onPhones(assessment.comparisons),
      answerChanges: onPhones(assessment.answerChanges),
      slots: onPhones(assessment.slots),
      looks: [],
    },
    decision: {
      ...decision,
      reasons: onPhones(decision.reasons.filter((reason) => 'deviceId' in reason)),
      notes: decision.notes.filter((reason) => !('deviceId' in reason)),
    },
  };
}

function idOf(index: number): string {
  return `virtual-phone-${index + 1}`;
}

function isOfCopied(value: unknown): boolean {
  return JSON.stringify(value).includes(`"${COPIED}"`);
}

function onPhone<T>(value: T, index: number): T {
  return JSON.parse(JSON.stringify(value).replaceAll(`"${COPIED}"`, `"${idOf(index)}"`));
}

/** Copies of a pass have other names and the same numbers. */
function withPasses(input: ReportInput, more: number): ReportInput {
  const names = Array.from({ length: more }, (_, index) => `${COPIED_PASS}-${index + 2}`);
  const copied = <T>(all: readonly T[]): readonly T[] => [
    ...all,
    ...names.flatMap((name) =>
      all
        .map((one) => JSON.stringify(one))
        .filter((text) => text.includes(`"${COPIED_PASS}"`))
        .map((text): T => JSON.parse(text.replaceAll(`"${COPIED_PASS}"`, `"${name}"`))),
    ),
  ];
  const { run, assessment } = input;
  const suite = { ...assessment.suite, passes: copied(assessment.suite.passes) };
  return {
    ...input,
    run: { ...run, suite, launches: copied(run.launches) },
    assessment: {
      ...assessment,
      suite,
      summaries: copied(assessment.summaries),
      comparisons: copied(assessment.comparisons),
    },
  };
}
