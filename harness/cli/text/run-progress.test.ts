import { expect, test } from 'vitest';
import type { Arm } from '#harness/domain/plan.ts';
import { measureRun } from '#harness/measure/measure-run.ts';
import { patientClock } from '#harness/measure/in-memory.fixture.ts';
import { build, measured, pass, request, scriptedLab } from '#harness/measure/scripted-device.fixture.ts';
import type { ProgressEvent } from '#harness/measure/progress.ts';
import { aDevice } from '#harness/compare/run.fixture.ts';
import { exampleLaunch } from '#harness/store/run.fixture.ts';
import { measuredBeside, NO_REFERENCE } from '#harness/domain/reference.ts';
import { makePlan } from '#harness/plan/make-plan.ts';
import { runProgress } from './run-progress.ts';

/** What a log shows of six blocks on one phone, 20 s a launch, where every look finds all decided. */
async function linesOf(arms: readonly Arm[], looks: readonly number[], promptTemplate?: string): Promise<string> {
  const lines: string[] = [];
  const write = (text: string): void => void lines.push(text);
  const clock = patientClock();
  const lab = scriptedLab({ a: { outcomes: [measured()], onLaunch: () => void clock.sleep(20_000) } });
  const latency = pass(6);
  const workload = { ...latency.workload, promptTemplate: promptTemplate ?? latency.workload.promptTemplate };
  const plain = request(lab, 6, { clock });
  const suite = { ...plain.header.suite, passes: [{ ...latency, workload, protocol: { ...latency.protocol, looks } }] };
  const reference = arms.length === 2 ? measuredBeside(build('baseline')) : NO_REFERENCE;
  const header = { ...plain.header, suite, reference };
  const plan = makePlan({ suite, deviceIds: ['a'], arms, seed: 1, chance: () => () => 0 });
  const progress = runProgress({
    terminal: { write, writeError: write, isInteractive: false, columns: null },
    clock,
  });
  progress.onEvent({ kind: 'measuring', header, plan, folder: 'runs/one', done: 0, resumedAt: null });
  await measureRun({ ...plain, header, plan, onProgress: progress.onEvent, isSettled: () => true });
  await progress.end();
  return lines.join('');
}

/** A log line begins with the time of day. */
function withoutTime(line: string): string {
  expect(line).toMatch(/^\d\d:\d\d:\d\d \[/);
  return line.slice(9);
}

/** What a log shows of one event after another. */
function shown(events: readonly ProgressEvent[], passMs = 1000): readonly string[] {
  const lines: string[] = [];
  const clock = patientClock();
  const lab = scriptedLab({ a: { outcomes: [measured()] } });
  const { header, plan } = request(lab, 1, { clock });
  const terminal = {
    write: (text: string) => void lines.push(text),
    writeError: () => {},
    isInteractive: false,
    columns: null,
  };
  const progress = runProgress({ terminal, clock });
  progress.onEvent({ kind: 'measuring', header, plan, folder: 'runs/one', done: 0, resumedAt: null });
  lines.length = 0;
  for (const event of events) {
    progress.onEvent(event);
    void clock.sleep(passMs);
  }
  return lines.map((line) => withoutTime(line.trimEnd()));
}

const device = aDevice('a');
const failing = (attempt: number, message: string, done = 0, log?: string): ProgressEvent => ({
  kind: 'launched',
  device,
  launch: {
    ...exampleLaunch(0),
    attempt,
    outcome: { kind: 'failed', fault: { kind: 'infrastructure', code: 'WDA_LOST', message, log } },
  },
  done,
  total: 1,
  remainingMs: null,
  mayEndSooner: false,
});
const retrying = (message: string): ProgressEvent => ({
  kind: 'retrying',
  device,
  slot: exampleLaunch(0).slot,
  message,
});

test('a fault that comes again is spelled out once, and each try is numbered', () => {
  const events = [
    failing(1, 'It died.'),
    retrying('It died.'),
    failing(2, 'It died.'),
    retrying('It died.'),
    failing(3, 'It hung.'),
  ];
  const lines = shown([...events, failing(4, 'It hung.', 1)]);
  expect(lines.map((line) => line.replace(/ (first launch|block \d+) \w+/, ''))).toEqual([
    '[a] 0/1 latency: WDA_LOST, It died. More: docs/troubleshooting.md#wda_lost',
    '[a] 0/1 latency, try 2: WDA_LOST again',
    '[a] 0/1 latency, try 3: WDA_LOST, It hung. More: docs/troubleshooting.md#wda_lost',
    '[a] 1/1 latency, try 4: WDA_LOST again, done',
  ]);
});

test('a failed launch names its log, also where the fault comes again', () => {
  const lines = shown([failing(1, 'It died.', 0, 'logs/1.log'), failing(2, 'It died.', 1, 'logs/2.log')]);
  expect(lines[0]).toMatch(/WDA_LOST, It died\. More: \S+#wda_lost \(log: logs\/1\.log\)$/);
  expect(lines[1]).toMatch(/WDA_LOST again \(log: logs\/2\.log\), done$/);
});

test('a fault says where its code is explained', () => {
  expect(shown([failing(1, 'It died. Restart it.', 1)])[0]).toMatch(
    /Restart it\. More: docs\/troubleshooting\.md#wda_lost, done$/,
  );
});

test('what is waited for is said once a minute', () => {
  const waiting: ProgressEvent = { kind: 'waiting', device, message: 'the phone is warm' };
  expect(
    shown(
      Array.from({ length: 13 }, () => waiting),
      10_000,
    ),
  ).toHaveLength(3);
});

test('a pass that is decided early says after how many of its blocks, and until then what it takes at most', async () => {
  const lines = await linesOf(['baseline', 'candidate'], [2]);
  expect(lines).toContain('\nat most 12 launches on a (virtual); order seed 1\n');
  expect(
    lines
      .split('\n')
      .filter((line) => line.includes('latency'))
      .map(withoutTime),
  ).toEqual([
    '[a] 1/12 latency block 1 baseline, at most about 4 min left',
    '[a] 2/12 latency block 1 candidate, at most about 4 min left',
    '[a] 3/12 latency block 2 candidate, at most about 3 min left',
    '[a] 4/12 latency block 2 baseline, at most about 3 min left',
    '[a] 4/4 latency decided after 2 of 6 blocks, done',
  ]);
});

test('a prompt that is more than the question is told', async () => {
  const prompt = '{question}\nAnswer briefly.';
  expect(await linesOf(['candidate'], [], prompt)).toContain(
    '\nPrompt of latency (--prompt): "{question}\\nAnswer briefly."\n',
  );
  expect(await linesOf(['candidate'], [], '{question}')).not.toContain('Prompt');
});

test('a pass that nothing can end early takes what it takes', async () => {
  const lines = await linesOf(['candidate'], [2]);
  expect(lines).not.toContain('at most');
  expect(lines).toContain('\n6 launches on');
  expect(lines).toContain('[a] 4/6 latency block 4 candidate, about 40 s left\n');
  expect(lines).toMatch(/6\/6 .*, done\n$/);
});
