/** Whole runs through the entry for programs: no terminal, no working folder, no process of their own. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageBuild } from '#devices/virtual-iphone/app/package.ts';
import {
  createHost,
  type OwnedHost,
  parseRun,
  parseRunRequest,
  reportRun,
  resumeRun,
  runBuild,
  type RunRequest,
  verifyRun,
  type WorkflowEvent,
} from './index.ts';

let folder: string;
let host: OwnedHost;
let request: RunRequest;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-api-'));
  // One harness at a time measures on a machine; another test may be one.
  host = createHost({ phoneLocksFolder: join(folder, 'locks') });
  const baseline = await packageBuild('reference', folder);
  const candidate = await packageBuild('rebuilt', folder, null, 'dev.example.candidate');
  request = {
    home: join(folder, 'bench'),
    suite: 'smoke',
    candidate,
    baseline: { kind: 'build', path: baseline },
    devices: ['virtual-iphone-16-pro'],
    seed: 7,
    blocks: 2,
  };
});

afterAll(() => rmSync(folder, { recursive: true }));

const kindsOf = (events: readonly WorkflowEvent[]): readonly string[] => events.map(({ kind }) => kind);

/** A whole run, from a request that came as JSON. The tests share it. */
let whole: ReturnType<typeof runBuild>;
const events: WorkflowEvent[] = [];
const opening = Promise.withResolvers<void>();

beforeAll(() => {
  const asked = parseRunRequest(JSON.parse(JSON.stringify({ ...request, folder: join(folder, 'whole') })));
  whole = runBuild(asked, host, {
    onEvent: (event) => {
      events.push(event);
      if (event.kind === 'opening') opening.resolve();
    },
  });
  whole.catch((error: unknown) => opening.reject(error));
});

test('a phone that a run of the same host is measuring on is refused', async () => {
  await opening.promise;
  await expect(runBuild({ ...request, folder: join(folder, 'second') }, host)).rejects.toMatchObject({
    code: 'DEVICE_UNAVAILABLE',
    message: expect.stringContaining('in use by run '),
  });
  expect(existsSync(join(folder, 'second', 'run.json'))).toBe(false);
});

test('a request that came as JSON is measured, judged and reported; events say how it goes', async () => {
  const { run, lost, report, files } = await whole;

  expect(lost).toEqual([]);
  expect(run).toMatchObject({
    isComplete: true,
    suite: { id: 'smoke' },
    reference: { kind: 'remeasured', build: { label: expect.stringMatching(/^reference/) } },
  });
  expect(report.decision).toMatchObject({ kind: expect.any(String), policy: { id: 'pr' } });
  expect(report.assessment.comparisons.length).toBeGreaterThan(0);

  const kinds = kindsOf(events);
  expect(kinds.slice(0, kinds.indexOf('measuring'))).toContain('installations');
  expect(kinds.indexOf('opening')).toBeGreaterThan(kinds.indexOf('measuring'));
  expect(kinds.slice(-4)).toEqual(['measured', 'kept', 'judged', 'published']);
  expect(kinds.filter((kind) => kind === 'launched')).toHaveLength(run.launches.length);
  expect(events.at(-1)).toEqual({ kind: 'published', files, isVerdictStored: true });

  expect(readdirSync(join(folder, 'whole')).toSorted()).toEqual([
    'badge.svg',
    'comment.md',
    'junit.xml',
    'report.html',
    'report.json',
    'report.sarif',
    'run.json',
    'summary.md',
    'verdicts.json',
  ]);
  expect(parseRun(JSON.parse(readFileSync(join(folder, 'whole', 'run.json'), 'utf8')), 'run.json')).toEqual(run);
  const verified = await verifyRun({ home: request.home, run: { name: run.id } }, host);
  expect(verified.records).toMatchObject([{ kind: 'verified', differences: [] }]);
});

test('each build of a run stays installed beside the other', async () => {
  const { run } = await whole;
  const installed = run.launches.filter(({ timing }) => timing.installMs > 0);
  expect(new Set(installed.map(({ slot }) => slot.arm))).toEqual(new Set(['baseline', 'candidate']));
  expect(installed).toHaveLength(2);
});

test('a run that is cancelled says how to resume it, and is resumed as it began', async () => {
  const stop = new AbortController();
  const events: WorkflowEvent[] = [];
  const own = join(folder, 'stopped');
  // cli.test.ts does the same on a phone.
  const cancelled = runBuild({ ...request, devices: ['host'], folder: own, blocks: 1 }, host, {
    signal: stop.signal,
    onEvent: (event) => {
      events.push(event);
      if (event.kind === 'launched') stop.abort();
    },
  });
  await expect(cancelled).rejects.toMatchObject({
    code: 'INTERRUPTED',
    remedy: `Resume it with: fastvlm-bench run --resume ${own} --store ${join(request.home, 'store.sqlite')} --datasets-dir ${join(request.home, 'datasets')}`,
  });
  expect(kindsOf(events)).toEqual(expect.arrayContaining(['stopping', 'measured']));
  expect(kindsOf(events)).not.toContain('kept');
  expect(existsSync(join(own, 'run.json'))).toBe(false);

  const after: WorkflowEvent[] = [];
  const resumed = await resumeRun({ home: request.home, folder: own }, host, {
    onEvent: (event) => void after.push(event),
  });
  expect(after[0]).toMatchObject({ kind: 'measuring', done: 1, header: { seed: 7 } });
  expect(resumed.run).toMatchObject({ isComplete: true, resumedAt: expect.any(String) });
  const again = await reportRun({ home: request.home, run: { name: resumed.run.id } }, host);
  expect(again.report.decision).toEqual(resumed.report.decision);
});

test('a host ends all that its runs have started', async () => {
  expect(await host.close()).toEqual([]);
});
