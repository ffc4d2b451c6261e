import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readOperatorProfile } from './operator-profile.ts';

const folder = mkdtempSync(join(tmpdir(), 'operator-profile-'));
const file = join(folder, 'profile.json');
afterAll(() => rmSync(folder, { recursive: true }));

type Event = Readonly<Record<string, unknown>>;

/** As ONNX Runtime writes it: times in microseconds, an event a line, in the order in which they end. */
function node(operator: string, ts: number, dur: number, name = `/layer/${operator}`): Event {
  return { cat: 'Node', pid: 1, tid: 1, dur, ts, ph: 'X', name: `${name}_kernel_time`, args: { op_name: operator } };
}

function session(name: string, ts: number, dur: number): Event {
  return { cat: 'Session', pid: 1, tid: 1, dur, ts, ph: 'X', name, args: {} };
}

function profile(events: readonly Event[]): string {
  return `[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]\n`;
}

async function read(content: string): ReturnType<typeof readOperatorProfile> {
  writeFileSync(file, content);
  return readOperatorProfile(file);
}

test('calls and time are added up by type of operator; what is no kernel does not count', async () => {
  const events = [
    session('model_loading_uri', 0, 9000),
    node('Conv', 10_000, 40),
    node('Relu', 10_041, 5),
    node('Conv', 10_050, 60, '/layer/other'),
    { ...node('Conv', 10_120, 3), name: 'Conv_fence_before' },
    session('SequentialExecutor::Execute', 9999, 130),
    session('model_run', 9998, 140),
  ];
  expect(await read(profile(events))).toEqual([
    { operator: 'Conv', calls: 2, totalNs: 100_000 },
    { operator: 'Relu', calls: 1, totalNs: 5000 },
  ]);
});

test('a node counts with the middle of its calls: one that was interrupted is as long as the others', async () => {
  const times = [300, 41, 9000, 40];
  const events = times.map((dur, index) => node('Conv', 10_000 * index, dur));
  expect(await read(profile(events))).toEqual([{ operator: 'Conv', calls: 4, totalNs: 164_000 }]);
});

test('calls on a prompt and calls on a token have a middle each', async () => {
  const sized = (ts: number, dur: number, bytes: number): Event => ({
    ...node('MatMul', ts, dur),
    args: { op_name: 'MatMul', output_size: String(bytes) },
  });
  const prompts = [sized(0, 1000, 300_000), sized(2000, 1100, 310_000)];
  const tokens = [sized(4000, 10, 1000), sized(4100, 11, 1000), sized(4200, 12, 1000)];
  expect(await read(profile([...prompts, ...tokens]))).toEqual([{ operator: 'MatMul', calls: 5, totalNs: 2_033_000 }]);
});

test('what is computed in a graph inside an operator is counted there, and not twice', async () => {
  const events = [
    node('Gather', 0, 7),
    node('MatMul', 12, 50),
    node('Add', 63, 20),
    session('SequentialExecutor::Execute', 11, 75),
    node('If', 10, 80),
    session('SequentialExecutor::Execute', 0, 91),
  ];
  expect(await read(profile(events))).toEqual([
    { operator: 'Add', calls: 1, totalNs: 20_000 },
    { operator: 'Gather', calls: 1, totalNs: 7000 },
    { operator: 'If', calls: 1, totalNs: 5000 },
    { operator: 'MatMul', calls: 1, totalNs: 50_000 },
  ]);
});

const whole = profile([node('Conv', 0, 1), node('Relu', 1, 1)]);

test.each<[string, string, string]>([
  ['an empty file', '', 'its profile has no end'],
  ['a file that was cut off between two events', whole.slice(0, whole.indexOf('\n{', 10)), 'its profile has no end'],
  ['a file that was cut off in an event', whole.slice(0, whole.lastIndexOf('kernel')), 'its profile is damaged'],
  ['a file of something else', '<html></html>\n', 'its profile is damaged'],
  ['an event without a time', profile([{ ...node('Conv', 0, 1), dur: 'long' }]), 'its profile is damaged'],
  ['a time before the start', profile([node('Conv', -1, 1)]), 'its profile is damaged'],
  ['a kernel without an operator', profile([{ ...node('Conv', 0, 1), args: {} }]), 'its profile is damaged'],
  ['two profiles in one file', `${whole}${whole}`, 'its profile goes on after its end'],
])('%s is refused', async (_what, content, message) => {
  await expect(read(content)).rejects.toThrow(message);
});

test('of a huge file without lines no more is read than a line may have', async () => {
  writeFileSync(file, '');
  truncateSync(file, 2 ** 40);
  await expect(readOperatorProfile(file)).rejects.toThrow('its profile is damaged');
});

test('a profile that is full is refused: nobody knows what it left out', async () => {
  writeFileSync(file, profile([node('Conv', 0, 1), node('Relu', 1, 1), node('Relu', 2, 1)]));
  await expect(readOperatorProfile(file, 3)).rejects.toThrow('its profile is full with 3 events');
  expect(await readOperatorProfile(file, 4)).toHaveLength(2);
});
