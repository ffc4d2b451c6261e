import { createReadStream } from 'node:fs';
import type { OperatorTime } from '#harness/domain/operator-times.ts';

/** The runtime takes note of so many events and of none after them. */
const MOST_EVENTS = 1_000_000;
/** An event has some hundred bytes; the shapes of all its inputs are in it. */
const MAX_LINE_BYTES = 2 ** 20;
const MAX_PROFILE_BYTES = 2 ** 30;

const KERNEL = /_kernel_time$/;
const NS_PER_US = 1000;

/** A call of one node of the graph, on inputs of much the same size as those of other calls with the same key. */
type Call = { readonly operator: string; readonly key: string };
type ProfileEvent = { readonly startUs: number; readonly durationUs: number; readonly call: Call | null };

/**
 * Adds up a profile of ONNX Runtime by type of operator, sorted by name: a JSON list with an event a line, written when the event
 * ends. Each node counts with the middle time of its calls: where other work takes the processor in the middle of a call, that is
 * a thousand times as long as the call, and would be all that is left to see. Throws an Error whose message is a clause for a profile that is damaged, not whole, or larger than one can be.
 *
 * @param mostEvents a profile with so many is full, and nobody knows what it left out
 */
export async function readOperatorProfile(path: string, mostEvents = MOST_EVENTS): Promise<readonly OperatorTime[]> {
  const calls = new Map<string, Call & { readonly timesUs: number[] }>();
  const open: ProfileEvent[] = [];
  let [events, isWhole] = [0, false];
  for await (const line of linesOf(path)) {
    const text = line.trim();
    if (isWhole && text !== '') throw new Error('its profile goes on after its end');
    if (text === ']') isWhole = true;
    if (text === '[' || text === ']' || text === '') continue;
    events += 1;
    if (events >= mostEvents) throw new Error(`its profile is full with ${mostEvents} events`);
    const event = parseEvent(text);
    const insideUs = takeInside(open, event);
    open.push(event);
    if (event.call === null) continue;
    const known = calls.get(event.call.key) ?? { ...event.call, timesUs: [] };
    known.timesUs.push(Math.max(0, event.durationUs - insideUs));
    calls.set(event.call.key, known);
  }
  if (!isWhole) throw new Error('its profile has no end');
  return [...Map.groupBy(calls.values(), ({ operator }) => operator)]
    .map(([operator, nodes]) => ({
      operator,
      calls: nodes.reduce((sum, { timesUs }) => sum + timesUs.length, 0),
      totalNs: nodes.reduce((sum, { timesUs }) => sum + middleOf(timesUs) * timesUs.length, 0) * NS_PER_US,
    }))
    .toSorted(byName);
}

/** The lower one of two middle times: whatever disturbs a call makes it longer. */
function middleOf(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor((times.length - 1) / 2)] ?? 0;
}

/**
 * An operator with graphs inside, such as `If`, ends after the operators in them: takes what began after it off the list of what
 * was not inside of anything yet. Returns how long that took.
 */
function takeInside(open: ProfileEvent[], { startUs }: ProfileEvent): number {
  let insideUs = 0;
  for (let last = open.at(-1); last !== undefined && last.startUs >= startUs; last = open.at(-1)) {
    insideUs += last.durationUs;
    open.pop();
  }
  return insideUs;
}

function parseEvent(text: string): ProfileEvent {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/,$/, ''));
  } catch {
    throw damaged();
  }
  const startUs = field(json, 'ts');
  const durationUs = field(json, 'dur');
  const name = field(json, 'name');
  if (!isTime(startUs) || !isTime(durationUs) || typeof name !== 'string') throw damaged();
  if (field(json, 'cat') !== 'Node' || !KERNEL.test(name)) return { startUs, durationUs, call: null };
  const args = field(json, 'args');
  const operator = field(args, 'op_name');
  if (typeof operator !== 'string') throw damaged();
  // A decoder reads a prompt and then a token at a time: one node has two kinds of calls, and each has a middle of its own.
  const magnitude = Math.floor(Math.log2(1 + (Number(field(args, 'output_size')) || 0)));
  return { startUs, durationUs, call: { operator, key: `${name} ${magnitude}` } };
}

function field(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null ? Reflect.get(json, name) : undefined;
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function damaged(): Error {
  return new Error('its profile is damaged');
}

/** Never more of the file in memory than a line and a piece. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let [rest, bytes] = ['', 0];
  for await (const piece of createReadStream(path, 'utf8') as AsyncIterable<string>) {
    bytes += piece.length;
    if (bytes > MAX_PROFILE_BYTES) throw new Error('its profile is too large');
    const lines = `${rest}${piece}`.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE_BYTES) throw damaged();
    yield* lines;
  }
  yield rest;
}

function byName({ operator: one }: OperatorTime, { operator: other }: OperatorTime): number {
  return one < other ? -1 : 1;
}
