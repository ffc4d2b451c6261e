import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Fingerprint } from '#harness/domain/build.ts';
import type { Counters } from '#harness/domain/counters.ts';
import { EventsFault, type EventsFaultCode, excerpt } from './events-fault.ts';
import type { AgentPlan, DoneEvent } from './protocol.ts';
import { type ReadEvent, readEvent } from './read-event.ts';
import type { Recorded } from './recorded.ts';
import { EventRecorder } from './recorder.ts';

/** An events file larger than this is not read: an app that writes so much has gone wild. */
export const MAX_EVENTS_BYTES = 64 * 2 ** 20;
/** Far above the longest honest line, an iteration of some thousand tokens. */
const MAX_LINE_BYTES = 4 * 2 ** 20;

const NEWLINE = 0x0a;

/** Everything that a finished app reported. */
export type AgentRecord = Recorded & {
  readonly fingerprint: Fingerprint;
  readonly peakFootprintBytes: number;
  readonly cpuTimeMs: number | null;
  readonly waitedMs: number | null;
  /** Without those that the system did not count. */
  readonly counters: Counters;
  /** As the app named it, and as the bytes are. */
  readonly eventsSha256: string;
};

/** What became of reading a file: all of it, or what is wrong with it. */
export type EventsReading =
  | { readonly kind: 'complete'; readonly record: AgentRecord }
  | {
      readonly kind: 'broken';
      readonly code: EventsFaultCode;
      readonly message: string;
      /** What stood before the break. */
      readonly recorded: Recorded;
    };

/**
 * Reads an events file against the plan it answers. Whatever the bytes are, the result is either a complete record or a
 * named fault with all that was recorded before it.
 */
export function readEvents(bytes: Uint8Array, plan: AgentPlan): EventsReading {
  const recorder = new EventRecorder(plan);
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    return { kind: 'complete', record: readRecord(buffer, plan, recorder) };
  } catch (error) {
    if (!(error instanceof EventsFault)) throw error;
    return { kind: 'broken', code: error.code, message: error.message, recorded: recorder.recorded };
  }
}

/**
 * Whether the last line is whole and says that the app has finished, well or not. Cheap enough to ask while waiting.
 */
export function isFinished(bytes: Uint8Array): boolean {
  if (bytes.at(-1) !== NEWLINE) return false;
  const start = bytes.lastIndexOf(NEWLINE, -2) + 1;
  if (bytes.length - start > MAX_LINE_BYTES) return false;
  try {
    const last: unknown = JSON.parse(Buffer.from(bytes.subarray(start)).toString('utf8'));
    const kind = typeof last === 'object' && last !== null && 'event' in last ? last.event : null;
    return kind === 'done' || kind === 'error';
  } catch {
    return false;
  }
}

function readRecord(bytes: Buffer, plan: AgentPlan, recorder: EventRecorder): AgentRecord {
  if (bytes.length === 0) throw new EventsFault('EVENTS_EMPTY', 'The events file is empty.');
  if (bytes.length > MAX_EVENTS_BYTES) {
    throw new EventsFault(
      'EVENTS_TOO_LARGE',
      `The events file has ${bytes.length} bytes; ${MAX_EVENTS_BYTES} are read.`,
    );
  }
  for (let start = 0, line = 1; start < bytes.length; line += 1) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end === -1) throw new EventsFault('EVENTS_TORN', `Line ${line} has no end: the file was cut off.`);
    const event = parseLine(bytes.subarray(start, end), line, plan);
    if (event.event === 'done') {
      if (end + 1 !== bytes.length) throw new EventsFault('EVENTS_ORDER', `Something follows done on line ${line}.`);
      return finish(event, bytes.subarray(0, start), line - 1, recorder);
    }
    recorder.take(event);
    start = end + 1;
  }
  throw new EventsFault('EVENTS_TORN', 'The file ends without done.');
}

function parseLine(bytes: Buffer, line: number, plan: AgentPlan): ReadEvent {
  if (bytes.length > MAX_LINE_BYTES) {
    throw new EventsFault(
      'EVENTS_LINE_TOO_LONG',
      `Line ${line} has ${bytes.length} bytes; ${MAX_LINE_BYTES} are read.`,
    );
  }
  if (!isUtf8(bytes)) throw new EventsFault('EVENTS_ENCODING', `Line ${line} is not UTF-8.`);
  const text = bytes.toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new EventsFault('EVENTS_MALFORMED', `Line ${line} is not JSON: ${excerpt(text)}`);
  }
  return readEvent(json, `Line ${line}`, plan);
}

function finish(done: DoneEvent, before: Buffer, lines: number, recorder: EventRecorder): AgentRecord {
  if (done.events !== lines) {
    throw new EventsFault('EVENTS_COUNT', `The app wrote ${done.events} events; ${lines} have arrived.`);
  }
  if (done.sha256 !== createHash('sha256').update(before).digest('hex')) {
    throw new EventsFault('EVENTS_HASH', 'The bytes of the events file are not the ones that the app wrote.');
  }
  const fingerprint = recorder.finish();
  const { peakFootprintBytes, cpuTimeMs = null, waitedMs = null } = done;
  return {
    ...recorder.recorded,
    fingerprint,
    peakFootprintBytes,
    cpuTimeMs,
    waitedMs,
    counters: countersOf(done),
    eventsSha256: done.sha256,
  };
}

/** A system that counts nothing may say 0. */
function countersOf({ instructions, cycles, cpuEnergyNanojoules }: DoneEvent): Counters {
  return {
    ...(isCounted(instructions) ? { instructions } : {}),
    ...(isCounted(cycles) ? { cycles } : {}),
    ...(isCounted(cpuEnergyNanojoules) ? { cpuEnergyNanojoules } : {}),
  };
}

function isCounted(value: number | null | undefined): value is number {
  return value !== undefined && value !== null && value > 0;
}
