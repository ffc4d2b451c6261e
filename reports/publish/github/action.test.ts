/** Another repository uses the action: its steps run as a runner would run them, on a virtual phone, against a GitHub of our own. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { COMMIT } from '#reports/publish/measured-runs.fixture.ts';
import { type FakeGitHub, startFakeGitHub } from './fake-github.fixture.ts';
import { ACTION, ROOT, type Step } from './workflow-files.fixture.ts';

let repository = '';
let github: FakeGitHub;

beforeAll(async () => {
  github = await startFakeGitHub();
  repository = mkdtempSync(join(tmpdir(), 'fastvlm-bench-repository-'));
  const cli = join(ROOT, 'cli.ts');
  execFileSync(process.execPath, [cli, 'samples', '.', 'reference'], { cwd: repository, stdio: 'pipe' });
  const pull = { number: 7, head: { sha: COMMIT, repo: { full_name: 'acme/app' } } };
  writeFileSync(join(repository, 'event.json'), JSON.stringify({ pull_request: pull }));
});

beforeEach(() => {
  github.reset();
  for (const name of ['summary', 'output']) rmSync(join(repository, name), { force: true });
});

afterAll(async () => {
  await github.close();
  rmSync(repository, { recursive: true, force: true });
});

type Ended = { readonly failed: readonly string[]; readonly exitCode: number; readonly log: string };

/** What the steps that run a script come to. Those that use another action, and the one that installs, are left out. */
async function runAction(given: Readonly<Record<string, string>>): Promise<Ended> {
  const inputs = Object.entries(ACTION.inputs).map(([name, { default: value = '' }]) => [name, given[name] ?? value]);
  const values = new Map<string, string>(inputs.map(([name, value]) => [`inputs.${name}`, value ?? '']));
  values.set('github.token', 't0ken');
  const [failed, log]: [string[], string[]] = [[], []];
  let exitCode = 0;
  for (const step of ACTION.runs.steps) {
    const { name = '', run, id, if: condition } = step;
    if (run === undefined || name === 'Install' || (exitCode !== 0 && condition !== 'always()')) continue;
    const { status, printed, outputs } = await runStep(step, values);
    log.push(printed);
    for (const [output, value] of outputs) values.set(`steps.${id}.outputs.${output}`, value);
    if (status === 0) continue;
    failed.push(name);
    if (step['continue-on-error'] !== true) exitCode = status;
  }
  return { failed, exitCode, log: log.join('') };
}

function evaluated(text: string, values: ReadonlyMap<string, string>): string {
  const once = text.replaceAll(/\$\{\{ *([\w.-]+) *\}\}/g, (_, name: string) => values.get(name) ?? '');
  return once === text ? text : evaluated(once, values);
}

async function runStep({ run = '', env = {} }: Step, values: ReadonlyMap<string, string>) {
  const output = join(repository, 'output');
  writeFileSync(output, '');
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
    cwd: repository,
    env: {
      ...process.env,
      ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, evaluated(value, values)])),
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION_PATH: ROOT,
      GITHUB_API_URL: github.url,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: join(repository, 'event.json'),
      GITHUB_OUTPUT: output,
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_RUN_ID: '99',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_STEP_SUMMARY: join(repository, 'summary'),
    },
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
  const status = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)));
  const lines = readFileSync(output, 'utf8').split('\n');
  const outputs = lines.filter(Boolean).map((line) => line.split('=') as [string, string]);
  return { status, printed: chunks.join(''), outputs };
}

/** The workflow that the documentation shows to other repositories. */
const SHOWN = parse(
  /^```yaml\n(name: gate\n[^`]*)```/m.exec(readFileSync(join(ROOT, 'docs/pull-requests.md'), 'utf8'))?.[1] ?? '',
) as {
  readonly jobs: { readonly gate: { readonly steps: readonly Step[] } };
};
const USE = SHOWN.jobs.gate.steps.find(({ uses }) => uses?.includes('fastvlm-bench@'));
const CHEAP = '--device virtual-iphone-16-pro --blocks 1';

test('the workflow of the documentation gives the action the inputs that it has', () => {
  const required = Object.entries(ACTION.inputs).flatMap(([name, input]) => (input.required === true ? [name] : []));
  expect(Object.keys(ACTION.inputs)).toEqual(expect.arrayContaining(Object.keys(USE?.with ?? {})));
  expect(Object.keys(USE?.with ?? {})).toEqual(expect.arrayContaining(required));
});

test('a run on a virtual phone ends as its gate decides, after comment, check and summary', async () => {
  const builds = { candidate: 'reference.ipa', baseline: 'reference.ipa' };
  const { failed, exitCode, log } = await runAction({ ...builds, options: CHEAP, out: 'kept' });
  // One block decides nothing, so that the run is short and its code is none that a broken step would end in.
  expect({ failed, exitCode }, log).toEqual({ failed: ['Decision'], exitCode: 3 });
  expect(github.comments.map(({ body }) => body.split('\n')[0])).toEqual([
    expect.stringMatching(/^## \? Not proven yet: /),
  ]);
  expect(github.checks).toMatchObject([
    { name: 'fastvlm-bench smoke', head_sha: COMMIT, status: 'completed', conclusion: 'failure' },
  ]);
  expect(readFileSync(join(repository, 'summary'), 'utf8')).toContain('Not proven yet');
  expect(existsSync(join(repository, 'kept', 'report.html'))).toBe(true);
});

test('a run that cannot begin fails with its own code, and leaves no check in progress', async () => {
  const { failed, exitCode, log } = await runAction({ candidate: 'gone.ipa', out: 'none' });
  expect({ failed, exitCode }, log).toEqual({ failed: ['Decision'], exitCode: 2 });
  expect(github.comments).toEqual([]);
  expect(github.checks).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
});

test('a folder with another run in it is neither measured into nor published', async () => {
  const { failed, exitCode, log } = await runAction({ candidate: 'reference.ipa', out: '.' });
  expect({ failed, exitCode }, log).toEqual({ failed: ['Decision'], exitCode: 2 });
  expect(log).toContain('::error::. is there already.');
  expect(github.comments).toEqual([]);
});

test('what GitHub refuses changes nothing about the decision', async () => {
  Object.assign(github.may, { comments: false, checks: false });
  const { failed, exitCode, log } = await runAction({ candidate: 'gone.ipa', out: 'none' });
  expect({ failed, exitCode }, log).toEqual({ failed: ['Show the check as in progress', 'Decision'], exitCode: 2 });
});
