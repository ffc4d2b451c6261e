import type { Build } from '#harness/domain/build.ts';
import type { Device } from '#harness/domain/device.ts';
import type { Differing } from '#harness/domain/model-change.ts';
import type { LaunchOperators, OperatorTimes } from '#harness/domain/operator-times.ts';
import type { Pass } from '#harness/domain/suite.ts';
import type { ArtefactStore } from '#harness/ports/artefact.ts';
import type { DeviceDriver, DeviceSession, LaunchReport } from '#harness/ports/device.ts';
import type { LoadedDataset } from '#harness/ports/dataset.ts';
import { questionsOf } from './questions.ts';
import { shortPass } from './short-pass.ts';

export type OperatorTimesRequest = {
  /** One that can count what operators take. */
  readonly device: Device;
  readonly driver: DeviceDriver;
  /** Says what is asked. */
  readonly pass: Pass;
  readonly dataset: LoadedDataset;
  readonly builds: Differing<Build>;
  readonly artefacts: ArtefactStore;
  readonly nonce: () => string;
  readonly signal: AbortSignal;
};

/**
 * Launches each build once more, with few questions, to count what its operators take. Nothing of it is a measurement, and
 * what fails is a reason why there is none: never throws.
 */
export async function takeOperatorTimes(request: OperatorTimesRequest): Promise<OperatorTimes> {
  const { device, driver, pass, signal } = request;
  const short = shortPass(pass, 'operators');
  const place = { deviceId: device.id, passId: pass.id, questions: short.protocol.iterationsPerLaunch };
  let session: DeviceSession | null = null;
  try {
    session = await driver.open(device.id, signal);
    const baseline = await operatorsOf(request.builds.baseline, short, session, request);
    const candidate = await operatorsOf(request.builds.candidate, short, session, request);
    return { ...place, baseline, candidate };
  } catch (error) {
    const missing = missingFor(error);
    return { ...place, baseline: missing, candidate: missing };
  } finally {
    await session?.close();
  }
}

async function operatorsOf(
  build: Build,
  pass: Pass,
  session: DeviceSession,
  { dataset, artefacts, nonce, signal }: OperatorTimesRequest,
): Promise<LaunchOperators> {
  try {
    const report = await session.launch(
      {
        nonce: nonce(),
        build,
        artefact: await artefacts.fileOf(build),
        pass,
        dataset: dataset.reference,
        questions: questionsOf(pass, 0, dataset.questions),
        areOperatorsTimed: true,
      },
      signal,
    );
    return takenFrom(report);
  } catch (error) {
    return missingFor(error);
  }
}

function takenFrom({ outcome, operators = [] }: LaunchReport): LaunchOperators {
  if (outcome.kind === 'measured') {
    return operators.length === 0 ? missing('the app reported none') : { kind: 'taken', graphs: operators };
  }
  return missing(outcome.kind === 'failed' ? outcome.fault.message : outcome.message);
}

function missingFor(error: unknown): LaunchOperators {
  return missing(error instanceof Error ? error.message : String(error));
}

function missing(reason: string): LaunchOperators {
  return { kind: 'missing', reason: reason.replace(/[.\s]+$/, '') };
}
