import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { aBuild, aDevice, identifiedAs } from '#harness/compare/run.fixture.ts';
import { appIdOf } from '#harness/domain/build.ts';
import type { Build } from '#harness/domain/build.ts';
import type { Question } from '#harness/domain/dataset.ts';
import { phoneCapabilities } from '#harness/domain/device.ts';
import type { Protocol } from '#harness/domain/suite.ts';
import type { LaunchReport, LaunchRequest } from '#harness/ports/device.ts';
import { MAX_EVENTS_BYTES } from './events.ts';
import { helloOf, honestApp, MemoryHost } from './memory-host.fixture.ts';
import { AgentSession } from './session.ts';
import { BARE_PROTOCOL } from '#harness/domain/protocol.fixture.ts';

const NEVER = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), 'agent-session-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SHA256 = 'f'.repeat(64);
const one = aBuild('one', { models: [{ name: 'm', sha256: SHA256, bytes: 1 }] });
const two = { ...one, ...aBuild('two', { models: one.models }) };
const beside = identifiedAs(aBuild('beside', { models: one.models }), { bundleId: 'com.example.beside' });

const questions: readonly Question[] = [1, 2].map((id) => {
  const imagePath = join(folder, `${id}.png`);
  writeFileSync(imagePath, String(id));
  const kind = { answerType: 'other', questionType: 'what', answers: [] };
  return { id, imageId: id, imageSha256: `sha-${id}`, imagePath, text: `What is ${id}?`, ...kind };
});

function sessionOn(host: MemoryHost): AgentSession {
  return new AgentSession({ host, pollMs: 1, graceMs: 1, onClose: () => host.commands.push('closed') });
}

let launches = 0;

function requestOf(build: Build, protocol: Partial<Protocol> = {}): LaunchRequest {
  launches += 1;
  return {
    nonce: `n${launches}`,
    build,
    artefact: `/${build.label}.ipa`,
    pass: {
      id: 'p',
      workload: {
        id: 'w',
        model: 'default',
        dataset: 's',
        subset: 'x',
        promptTemplate: '{question}',
        imageSizePx: null,
        maxOutputTokens: 4,
      },
      protocol: {
        ...BARE_PROTOCOL,
        warmupIterations: 1,
        iterationsPerLaunch: 2,
        ...protocol,
      },
      metrics: [],
    },
    dataset: { id: 's', subset: 'x', manifestSha256: 'm', licence: null, evaluator: 'vqa-2016', questions: 2 },
    questions,
  };
}

async function launch(session: AgentSession, build: Build, protocol: Partial<Protocol> = {}): Promise<LaunchReport> {
  return await session.launch(requestOf(build, protocol), NEVER);
}

const pushed = (host: MemoryHost): readonly string[] =>
  host.commands.filter((command) => command.startsWith('push bench/data')).map((command) => command.slice(18));

test('a launch brings the events home and leaves only images on the device', async () => {
  const host = new MemoryHost(aDevice('d'));
  const report = await launch(sessionOn(host), one);
  expect(report).toMatchObject({ isSessionLost: false, sinceInstall: 0, lowPowerMode: null });
  expect(report.outcome).toMatchObject({ kind: 'measured', energy: null, loads: [{ cache: 'cold' }] });
  expect(report.fingerprint).toMatchObject({
    identity: { bundleId: appIdOf(one) },
    nonce: `n${launches}`,
    agent: 'scripted 1',
  });
  const left = [...host.files.keys()].map((path) => path.slice(appIdOf(one).length + 1));
  expect(left).toEqual(['bench/data/m/sha-1.png', 'bench/data/m/sha-2.png', 'bench/data/m/index.json']);
});

test('images are pushed once a device, by whatever session', async () => {
  const host = new MemoryHost(aDevice('d'));
  const session = sessionOn(host);
  await launch(session, one, { iterationsPerLaunch: 1 });
  await launch(session, one);
  await launch(sessionOn(new MemoryHost(host.device, host.files)), one);
  expect(pushed(host)).toEqual(['sha-1.png', 'index.json', 'sha-2.png', 'index.json']);
  const later = new MemoryHost(host.device, host.files);
  await launch(sessionOn(later), one);
  expect(pushed(later)).toEqual([]);
});

test('images that the app does not find are a fault of the lab, and are pushed again', async () => {
  const host = new MemoryHost(aDevice('d'));
  const session = sessionOn(host);
  await launch(session, one);
  const error = { event: 'error', code: 'DATA_MISSING', message: 'gone' };
  host.script = (plan, build) => ({
    written: `${JSON.stringify(helloOf(plan, build))}\n${JSON.stringify(error)}\n`,
    stateAfter: 'foreground',
  });
  const { outcome } = await launch(session, one);
  expect(outcome).toMatchObject({ fault: { kind: 'infrastructure', code: 'AGENT_DATA_MISSING' } });
  host.script = honestApp;
  host.commands.length = 0;
  await launch(session, one);
  expect(pushed(host)).toEqual(['sha-1.png', 'sha-2.png', 'index.json']);
});

test('a build is installed once, again after another of its app, and not for one that stays beside it', async () => {
  const host = new MemoryHost(aDevice('d'));
  const session = sessionOn(host);
  const known: (number | null)[] = [];
  for (const build of [one, one, beside, one, two, one]) {
    known.push(session.sinceInstall(build));
    expect(await launch(session, build)).toMatchObject({
      outcome: { kind: 'measured' },
      sinceInstall: known.at(-1) ?? 0,
    });
  }
  expect(known).toEqual([null, 1, null, 2, null, null]);
  const installs = host.commands.filter((command) => command.startsWith('install'));
  expect(installs).toEqual(['install one', 'install beside', 'install two', 'install one']);
});

test('an app that another build has replaced behind the session is found out, and installed again', async () => {
  const host = new MemoryHost(aDevice('d'));
  const session = sessionOn(host);
  await launch(session, one);
  host.app(one).build = two;
  const { outcome } = await launch(session, one);
  expect(outcome).toMatchObject({ fault: { kind: 'product', code: 'FINGERPRINT_MISMATCH' } });
  expect((await launch(session, one)).outcome.kind).toBe('measured');
});

test('an app that is gone before it is done is explained by the host, with its report', async () => {
  const host = new MemoryHost(aDevice('d'));
  host.end = { kind: 'product', code: 'CRASH', message: 'It crashed.', report: 'stack' };
  host.script = (plan, build) => ({ written: `${JSON.stringify(helloOf(plan, build))}\n`, stateAfter: 'notRunning' });
  const report = await launch(sessionOn(host), one);
  const message = 'The app ended before it was done, after 0 model loads and 0 iterations. It crashed.';
  expect(report.outcome).toEqual({ kind: 'failed', fault: { kind: 'product', code: 'CRASH', message } });
  expect(report.evidence?.map(({ title }) => title)).toEqual(['What the app wrote last', 'Crash report']);
});

const helloIn = (protocol: number): string => `{"event":"hello","protocol":${protocol}}\n{"event":"done"}\n`;
const outdated = (says: string): object => ({
  fault: { kind: 'product', code: 'EVENTS_PROTOCOL', message: expect.stringContaining(says) },
});

test.each<[string, string, 'foreground' | 'background', object]>([
  ['leaves the foreground', '', 'background', { kind: 'invalid', reason: 'interrupted' }],
  ['writes nothing and lives on', '', 'foreground', { kind: 'failed', fault: { code: 'HANG' } }],
  ['speaks a later protocol', helloIn(2), 'foreground', outdated('Update fastvlm-bench.')],
  ['speaks an earlier protocol', helloIn(0), 'foreground', outdated('Update the agent in the app.')],
])('an app that %s is no measured launch', async (_what, written, stateAfter, expected) => {
  const host = new MemoryHost(aDevice('d'));
  host.script = () => ({ written, stateAfter });
  const { outcome } = await launch(sessionOn(host), one, written === '' ? { launchTimeoutMs: 1 } : {});
  expect(outcome).toMatchObject(expected);
});

test('a file that is larger than what is read is a fault of the build, and the next launch works', async () => {
  const host = new MemoryHost(aDevice('d'));
  const session = sessionOn(host);
  host.script = (plan, build) => ({
    written: `${JSON.stringify(helloOf(plan, build))}\n${'x'.repeat(MAX_EVENTS_BYTES)}`,
    stateAfter: 'foreground',
  });
  expect(await launch(session, one)).toMatchObject({
    isSessionLost: false,
    outcome: { kind: 'failed', fault: { kind: 'product', code: 'EVENTS_TOO_LARGE' } },
  });
  host.script = honestApp;
  expect((await launch(session, one)).outcome.kind).toBe('measured');
});

test('an app is stopped before it is launched, and its launch is cleared up', async () => {
  const host = new MemoryHost(aDevice('d'));
  const session = sessionOn(host);
  await host.install(one);
  host.script = () => ({ written: '', stateAfter: 'foreground' });
  await host.app(one).push('plan.json', Buffer.from('{}'));
  await host.app(one).launch({ FASTVLM_BENCH_PLAN: 'plan.json' });
  host.script = honestApp;
  host.commands.length = 0;
  await launch(session, one);
  expect(host.commands[0]).toBe('terminate');
  expect(host.commands.slice(-2)).toEqual(['terminate', `removeFolder bench/n${launches}`]);
});

test('a fault of the host ends the launch with what a person can do, and with the log', async () => {
  const host = new MemoryHost(aDevice('d'));
  host.log = { title: 'Log of nothing', mark: async () => 7, since: async (mark) => `since ${mark}` };
  const remedy = 'Plug it in.';
  const fault = { kind: 'infrastructure', code: 'GONE', message: 'It is gone', remedy, isSessionLost: true } as const;
  host.fault = { command: 'launch', fault };
  const report = await launch(sessionOn(host), one);
  expect(report).toMatchObject({
    isSessionLost: true,
    fingerprint: null,
    outcome: { fault: { kind: 'infrastructure', code: 'GONE', message: 'It is gone. Plug it in.' } },
    evidence: [{ title: 'Log of nothing', text: 'since 7' }],
  });
});

test('a device without power telemetry measures, and says why it has no energy', async () => {
  const session = sessionOn(
    new MemoryHost({
      ...aDevice('d'),
      capabilities: { ...phoneCapabilities(1), energy: null },
    }),
  );
  expect(await session.power()).toBe(null);
  const { outcome } = await launch(session, one, { energyRefreshes: 2 });
  expect(outcome).toMatchObject({ kind: 'measured', energy: null, noEnergy: 'the device has no power telemetry' });
});

test('a device that cannot report its state is lost', async () => {
  const host = new MemoryHost(aDevice('d'));
  const fault = {
    kind: 'infrastructure',
    code: 'GONE',
    message: 'gone',
    remedy: 'Look.',
    isSessionLost: true,
  } as const;
  host.fault = { command: 'conditions', fault };
  await expect(sessionOn(host).state()).rejects.toMatchObject({
    code: 'DEVICE_LOST',
    remedy: 'Look. More: docs/troubleshooting.md#gone',
  });
  expect(await sessionOn(host).state()).toMatchObject({ thermal: null, batteryPercent: null });
});

test.each<[string, MemoryHost['appTime'], string]>([
  ['that nobody else can tell', { kind: 'unseen' }, 'measured'],
  ['by the clock of the wall', { kind: 'wall' }, 'measured'],
  ['that the host has seen as well', { kind: 'own', workedMs: async () => 10 }, 'measured'],
  ['of which the host has seen far more', { kind: 'own', workedMs: async () => 5_000 }, 'failed'],
  ['of an app that is no longer there to ask', { kind: 'own', workedMs: async () => null }, 'measured'],
])('an app reports a time %s', async (_what, appTime, kind) => {
  const host = new MemoryHost(aDevice('d'));
  host.appTime = appTime;
  expect((await launch(sessionOn(host), one)).outcome.kind).toBe(kind);
});

test('an interrupted launch ends with the reason of the interruption, and leaves the app stopped', async () => {
  const host = new MemoryHost(aDevice('d'));
  host.script = () => ({ written: '', stateAfter: 'foreground' });
  const abort = new AbortController();
  const launching = sessionOn(host).launch(requestOf(one), abort.signal);
  await expect.poll(() => host.commands).toContain('look');
  abort.abort(new Error('enough'));
  await expect(launching).rejects.toThrow('enough');
  expect(await host.app(one).state()).toBe('notRunning');
});

test('closing gives the device back once, even one that is gone', async () => {
  const host = new MemoryHost(aDevice('d'));
  const fault = { kind: 'infrastructure', code: 'GONE', message: 'gone', remedy: '', isSessionLost: true } as const;
  host.fault = { command: 'close', fault };
  const session = sessionOn(host);
  await session.close();
  await session.close();
  expect(host.commands).toEqual(['close', 'closed']);
});

test('a launch for operator times brings them home; its app may be at work for longer than it says', async () => {
  const host = new MemoryHost(aDevice('d'));
  const session = sessionOn(host);
  const report = await session.launch({ ...requestOf(one), areOperatorsTimed: true }, NEVER);
  expect(report.operators).toEqual([
    { kind: 'read', name: 'model', operators: [{ operator: 'Conv', calls: 3, totalNs: 3_000_000 }] },
  ]);
  expect(await launch(session, one)).not.toHaveProperty('operators');
  // Of the 4 ms that the app reports, the host sees five seconds.
  host.appTime = { kind: 'own', workedMs: async () => 5000 };
  expect((await launch(session, one)).outcome).toMatchObject({ kind: 'failed', fault: { code: 'IMPLAUSIBLE' } });
  const timed = await session.launch({ ...requestOf(one), areOperatorsTimed: true }, NEVER);
  expect(timed.outcome.kind).toBe('measured');
});
