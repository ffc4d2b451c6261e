import { randomUUID } from 'node:crypto';
import type { Build } from '#harness/domain/build.ts';
import type { Device } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Outcome } from '#harness/domain/launch.ts';
import type { Measured } from '#harness/domain/measured.ts';
import type { Pass } from '#harness/domain/suite.ts';
import type { LoadedDataset } from '#harness/ports/dataset.ts';
import type { DeviceDriver, LaunchReport } from '#harness/ports/device.ts';
import { type AppRule, broken, kept, launchChecks, packageChecks, type RuleCheck, unknown } from './app-rules.ts';
import { chooseDevices, chooseSuite, inspectFor } from '#harness/workflow/choose.ts';
import type { Host, LabOptions } from '#harness/workflow/host.ts';

/** Which app to check, and on which device. */
export type AppCheckRequest = {
  readonly lab?: LabOptions;
  /** The first one of a run where it is left out. */
  readonly device?: string;
  /** Of the .ipa. */
  readonly app: string;
  readonly datasetsDir: string;
};

/** Progress of the check: the session, then each launch, counted from 1. */
export type AppCheckEvent =
  | { readonly kind: 'opening'; readonly device: Device }
  | { readonly kind: 'launching'; readonly number: number; readonly launches: number };

/** Hears the events of a check, and may stop it. */
export type AppCheckCaller = { readonly onEvent: (event: AppCheckEvent) => void; readonly signal: AbortSignal };

/** Each rule of the agent protocol with what two launches showed. */
export type CheckedApp = {
  readonly build: Build;
  readonly device: Device;
  readonly checks: readonly RuleCheck[];
  /** A launch was lost to the lab, so that nothing was learned from it. */
  readonly isLabAtFault: boolean;
};

/** The suite whose questions have long answers; every stage shows in them. */
const SUITE = 'latency';
/** The first launch after an installation may compile the model for minutes. */
const LAUNCH_LIMIT_MS = 900_000;
const FOOTPRINT_INTERVAL_MS = 100;
const QUESTIONS = 2;

/** Each asks something else of the protocol: the first for questions that come twice, the second for cycles and samples of memory. */
const LAUNCHES = [
  { rule: 'answersPlan', change: { warmupIterations: QUESTIONS, cycles: 1, footprintIntervalMs: null } },
  { rule: 'cycles', change: { warmupIterations: 0, cycles: 2, footprintIntervalMs: FOOTPRINT_INTERVAL_MS } },
] as const satisfies readonly { readonly rule: AppRule; readonly change: Partial<Pass['protocol']> }[];

/**
 * Reads an app, launches it twice on one phone and says which rules of the agent protocol it keeps. Throws BUILD_INVALID for an app
 * that no phone could install. Nothing is stored.
 */
export async function checkApp(request: AppCheckRequest, host: Host, caller: AppCheckCaller): Promise<CheckedApp> {
  const lab = await host.lab(request.lab ?? {});
  const [device] = chooseDevices(lab, request.device === undefined ? [] : [request.device]);
  const driver = lab.drivers.find((one) => one.devices().some(({ id }) => id === device?.id));
  if (device === undefined || driver === undefined) {
    throw new BenchError('UNKNOWN_DEVICE', 'There is no phone to check the app on.', {
      remedy: 'Name one with --device.',
    });
  }
  const build = await inspectFor(lab, [device])(request.app);
  const pass = chooseSuite(await host.suites(), SUITE).passes[0];
  if (pass === undefined) throw new Error(`suite ${SUITE} has no pass`);
  const dataset = await (await host.datasets(request.datasetsDir)).find(pass.workload.dataset);
  if (dataset === null) throw new Error(`no dataset ${pass.workload.dataset}`);
  const loaded = await dataset.load(pass.workload.subset);
  const release = driver.claim([device.id], 'a check of an app');
  try {
    const reports = await launchEach({ build, device, driver, pass, loaded, artefact: request.app }, caller);
    const checks = [...packageChecks(build), ...reportChecks(reports)];
    return { build, device, checks, isLabAtFault: reports.some(({ outcome }) => isOfLab(outcome)) };
  } catch (error) {
    throw caller.signal.aborted ? interrupted() : error;
  } finally {
    release();
  }
}

type Work = {
  readonly build: Build;
  readonly artefact: string;
  readonly device: Device;
  readonly driver: DeviceDriver;
  readonly pass: Pass;
  readonly loaded: LoadedDataset;
};

async function launchEach(
  { build, artefact, device, driver, pass, loaded }: Work,
  { onEvent, signal }: AppCheckCaller,
): Promise<readonly LaunchReport[]> {
  onEvent({ kind: 'opening', device });
  const session = await driver.open(device.id, signal);
  const reports: LaunchReport[] = [];
  try {
    for (const [index, { change }] of LAUNCHES.entries()) {
      onEvent({ kind: 'launching', number: index + 1, launches: LAUNCHES.length });
      const asked = { iterationsPerLaunch: QUESTIONS, energyRefreshes: null, launchTimeoutMs: LAUNCH_LIMIT_MS };
      const report = await session.launch(
        {
          nonce: randomUUID(),
          build,
          artefact,
          pass: { ...pass, protocol: { ...pass.protocol, ...asked, ...change } },
          dataset: loaded.reference,
          questions: loaded.questions.slice(0, QUESTIONS),
        },
        signal,
      );
      reports.push(report);
      // What could not be measured once is not tried in another way: the first fault is the one to mend.
      if (report.outcome.kind !== 'measured') break;
    }
  } finally {
    await session.close();
  }
  return reports;
}

function reportChecks(reports: readonly LaunchReport[]): readonly RuleCheck[] {
  const measured = reports.flatMap(({ outcome }): readonly Measured[] =>
    outcome.kind === 'measured' ? [outcome] : [],
  );
  const isPowerKnown = reports.some(({ lowPowerMode }) => lowPowerMode !== null);
  const launched = LAUNCHES.map(({ rule }, index) => outcomeCheck(rule, reports[index]?.outcome));
  return [...launched, ...launchChecks(measured, isPowerKnown)];
}

const KEPT_WORDS = {
  answersPlan: 'the events answer the plan, and its times and memory are possible',
  cycles: 'load, questions and unload in every cycle',
} as const;

export function outcomeCheck(rule: keyof typeof KEPT_WORDS, outcome: Outcome | undefined): RuleCheck {
  if (outcome === undefined) return unknown(rule, 'not tried, because the launch before it failed');
  switch (outcome.kind) {
    case 'measured':
      return kept(rule, KEPT_WORDS[rule]);
    case 'invalid':
      return unknown(rule, `the launch does not count: ${outcome.message}`);
    case 'failed': {
      const text = `${outcome.fault.code}: ${outcome.fault.message}`;
      return isOfLab(outcome) ? unknown(rule, `the lab failed: ${text}`) : broken(rule, text);
    }
  }
}

function isOfLab(outcome: Outcome): boolean {
  return outcome.kind === 'failed' && outcome.fault.kind === 'infrastructure';
}

function interrupted(): BenchError {
  return new BenchError('INTERRUPTED', 'Stopped before the end; nothing was stored.', {
    remedy: 'Check the app again.',
  });
}
