import { type EventsReading, MAX_EVENTS_BYTES, readEvents } from './events.ts';
import { implausible, type Seen, workedMsOf } from './plausibility.ts';
import type { AgentPlan } from './protocol.ts';
import type { Recorded } from './recorded.ts';
import type { Build, Fingerprint } from '#harness/domain/build.ts';
import { fingerprintFault } from '#harness/domain/fingerprint.ts';
import type { Fault, Outcome } from '#harness/domain/launch.ts';
import type { Measured } from '#harness/domain/measured.ts';
import type { GraphTimes } from '#harness/domain/operator-times.ts';
import type { EnergyReading } from '#harness/energy/launch-energy.ts';
import { absenceAtEnd, disturbanceOf, lowPowerOf } from './disturbances.ts';
import type { Ending } from './ending.ts';

/** What a launch came to, before a crash report has been looked for. */
export type LaunchResult = {
  readonly outcome: Outcome;
  readonly fingerprint: Fingerprint | null;
  /** Whether it was on at the start or later, as the app reported it; null when it did not. */
  readonly lowPowerMode: boolean | null;
  /** The app ended before it was done; a crash report may say why. */
  readonly isUnexplainedEnd: boolean;
  /** Process time at which the app had done its work; null when that is not known. */
  readonly workedMs: number | null;
  /** By graph; missing where the launch was not measured, empty where the plan did not ask for them. */
  readonly operators?: readonly GraphTimes[];
};

/** What is known of a launch besides what its app wrote. */
export type Witness = {
  /** Null where the pass measures no energy. */
  readonly energy: EnergyReading | null;
  /** What the host saw of the app; null where it saw nothing. */
  readonly seen: Seen | null;
  /** Memory of the device; 0 where it is not known. */
  readonly memoryBytes: number | null;
};

/**
 * Judges how a launch ended and what it wrote. The app that ran must be the build that was sent, whatever else is
 * wrong, and what it reports must be possible.
 */
export function judgeLaunch(ending: Ending, plan: AgentPlan, build: Build, witness: Witness): LaunchResult {
  const reading = ending.events === null ? null : readEvents(ending.events, plan);
  const recorded = recordedBy(reading);
  const fingerprint = recorded?.fingerprint ?? null;
  const mismatch = fingerprint === null ? null : fingerprintFault(fingerprint, build);
  const result = { fingerprint, lowPowerMode: lowPowerModeOf(recorded), isUnexplainedEnd: false, workedMs: null };
  if (mismatch !== null) return { ...result, outcome: { kind: 'failed', fault: mismatch } };
  if (ending.kind === 'finished' || ending.kind === 'torn') return judgeEvents(reading, result, witness);
  const soFar = describeProgress(reading);
  switch (ending.kind) {
    case 'ended': {
      const absence = recorded === null ? null : absenceAtEnd(recorded);
      if (absence !== null) return { ...result, outcome: absence };
      const message = `The app ended before it was done, ${soFar}.`;
      return { ...result, isUnexplainedEnd: true, outcome: failed('product', 'APP_ENDED', message) };
    }
    case 'interrupted': {
      const message = `The app left the foreground before it was done, ${soFar}.`;
      return { ...result, outcome: { kind: 'invalid', reason: 'interrupted', message } };
    }
    case 'tooLarge': {
      const message = `The events file has ${ending.bytes} bytes; ${MAX_EVENTS_BYTES} are read.`;
      return { ...result, outcome: failed('product', 'EVENTS_TOO_LARGE', message) };
    }
    case 'overdue': {
      const disturbance = recorded === null ? null : disturbanceOf(recorded, Infinity);
      if (disturbance !== null) return { ...result, outcome: disturbance };
      const still = `${(ending.stillMs / 1000).toFixed(1)} s`;
      const message = `The app runs and is not done after its deadline, ${soFar}; it has written nothing for ${still}.`;
      return { ...result, outcome: failed('product', 'HANG', message) };
    }
  }
}

/** Judges what an app wrote, and nothing else: as if nobody had seen it run. */
export function judgeFile(events: Uint8Array, plan: AgentPlan): Pick<LaunchResult, 'outcome' | 'lowPowerMode'> {
  const reading = readEvents(events, plan);
  const lowPowerMode = lowPowerModeOf(recordedBy(reading));
  const result = { fingerprint: null, lowPowerMode, isUnexplainedEnd: false, workedMs: null };
  return judgeEvents(reading, result, { energy: null, seen: null, memoryBytes: null });
}

/**
 * What an app gives up for and cannot help: data that is the harness's to bring, and a phone without room. Everything else is the
 * app's own.
 */
const OF_THE_LAB: ReadonlySet<string> = new Set(['AGENT_DATA_MISSING', 'AGENT_STORAGE_FULL']);
/** What an app that may not compute in the background cannot give up for. */
const NOT_OF_ABSENCE = OF_THE_LAB.union(new Set(['AGENT_PLAN_INVALID', 'AGENT_MODEL_NOT_FOUND']));

function judgeEvents(
  reading: EventsReading | null,
  result: Omit<LaunchResult, 'outcome'>,
  { energy, seen, memoryBytes }: Witness,
): LaunchResult {
  if (reading === null) return { ...result, outcome: failed('product', 'EVENTS_EMPTY', 'The app wrote no events.') };
  if (reading.kind === 'broken') {
    const disturbance = disturbanceBehind(reading);
    if (disturbance !== null) return { ...result, outcome: disturbance };
    const kind = OF_THE_LAB.has(reading.code) ? 'infrastructure' : 'product';
    return { ...result, outcome: failed(kind, reading.code, reading.message) };
  }
  const { record } = reading;
  const workedMs = workedMsOf(record);
  const disturbance = disturbanceOf(record, workedMs * 1e6);
  if (disturbance !== null) return { ...result, workedMs, outcome: disturbance };
  const { loads, unloads, iterations, peakFootprintBytes, cpuTimeMs, waitedMs } = record;
  const skipped = record.skipped.length === 0 ? {} : { skipped: record.skipped };
  const thermal = record.thermalChanges.length === 0 ? {} : { thermalChanges: record.thermalChanges };
  const footprints = { footprints: record.footprints, ...thermal, peakFootprintBytes };
  const waited = waitedMs === null ? {} : { waitedMs };
  const limit = record.memoryLimitBytes === null ? {} : { memoryLimitBytes: record.memoryLimitBytes };
  const screen = record.display === null ? {} : { display: record.display };
  const supplied = record.charging === null ? {} : { charging: record.charging };
  const conditions = { ...limit, ...screen, ...supplied };
  const counted = Object.keys(record.counters).length === 0 ? {} : { counters: record.counters };
  const measured = {
    loads,
    unloads,
    iterations,
    ...skipped,
    ...footprints,
    ...conditions,
    cpuTimeMs,
    ...waited,
    ...counted,
  };
  const contradiction = implausible(measured, seen, memoryBytes);
  // How long the app says that it worked is then no guide to how long the next launch takes.
  if (contradiction !== null) return { ...result, outcome: failed('product', 'IMPLAUSIBLE', contradiction) };
  if (energy?.kind === 'breach') {
    const { kind, message } = energy.breach;
    return { ...result, workedMs, outcome: { kind: 'invalid', reason: kind, message: `no energy: ${message}` } };
  }
  const { operators, eventsSha256 } = record;
  const outcome: Outcome = { kind: 'measured', ...measured, ...energyOf(energy), eventsSha256 };
  return { ...result, workedMs, operators, outcome };
}

function energyOf(reading: EnergyReading | null): Pick<Measured, 'energy' | 'noEnergy'> {
  if (reading?.kind === 'known') return { energy: reading.energy };
  return { energy: null, ...(reading?.kind === 'missing' ? { noEnergy: reading.reason } : {}) };
}

/** A phone that saves power, or does something else, takes longer; and one that is locked lets no app compute on its graphics processor. */
function disturbanceBehind({ code, recorded }: Extract<EventsReading, { readonly kind: 'broken' }>): Outcome | null {
  if (code === 'AGENT_DEADLINE') return disturbanceOf(recorded, Infinity);
  const isOfAbsence = code === 'EVENTS_TORN' || (code.startsWith('AGENT_') && !NOT_OF_ABSENCE.has(code));
  return isOfAbsence ? absenceAtEnd(recorded) : null;
}

export function failed(kind: Fault['kind'], code: string, message: string): Outcome {
  return { kind: 'failed', fault: { kind, code, message } };
}

function lowPowerModeOf(recorded: Recorded | null): boolean | null {
  if (recorded === null) return null;
  return lowPowerOf(recorded, Infinity) === null ? recorded.lowPowerMode : true;
}

function recordedBy(reading: EventsReading | null): Recorded | null {
  if (reading === null) return null;
  return reading.kind === 'complete' ? reading.record : reading.recorded;
}

const PHASE_WORDS = { warmup: 'a warm-up', measured: 'measured' } as const;

function describeProgress(reading: EventsReading | null): string {
  if (reading === null) return 'and wrote no events';
  const { loads, iterations, running } = reading.kind === 'complete' ? reading.record : reading.recorded;
  const doing =
    running === null ? '' : `, while it answered question ${running.questionId} (${PHASE_WORDS[running.phase]})`;
  return `after ${loads.length} model loads and ${iterations.length} iterations${doing}`;
}
