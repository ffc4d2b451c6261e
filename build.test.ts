import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageBuild } from '#devices/virtual-iphone/app/package.ts';
import { exampleRun } from '#harness/store/run.fixture.ts';
import { buildPackage } from './build.ts';
import { deadLinks, unlinkWhatIsMissing } from './build-links.ts';
import { BLOCKS } from './docs/blocks.fixture.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fastvlm-bench-package-')));
/** Below node_modules, where Node runs JavaScript alone. */
const installed = join(folder, 'node_modules', 'fastvlm-bench');

let files: readonly string[];

/** Runs a file of the installed package in a folder of the user's; throws when it does not end with 0. */
async function run(file: string, ...argv: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(installed, file), ...argv], { cwd: folder });
  return stdout;
}

beforeAll(() => {
  mkdirSync(installed, { recursive: true });
  buildPackage(installed);
  files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  symlinkSync(join(import.meta.dirname, 'node_modules'), join(installed, 'node_modules'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the installed command answers', async () => {
  expect(await run('cli.js', '--help')).toContain('Usage: fastvlm-bench');
  expect(await run('cli.js', 'suites')).toContain('smoke v1');
});

test('the installed command writes a report from its own templates', async () => {
  writeFileSync(join(folder, 'run.json'), JSON.stringify(exampleRun('example')));
  // The app of the example crashed: its gate fails.
  await expect(run('cli.js', 'report', 'run.json', '--out', 'report')).rejects.toMatchObject({ code: 1 });
  expect(readFileSync(join(folder, 'report', 'report.html'), 'utf8')).toContain('</html>');
});

test('the package has every template and style of the pages', () => {
  const pages = readdirSync(join(import.meta.dirname, 'reports'), { recursive: true, encoding: 'utf8' });
  const read = pages.filter((path) => /\.(hbs|css|js)$/.test(path)).map((path) => join('reports', path));
  expect(read.length).toBeGreaterThan(20);
  expect(read.filter((path) => !files.includes(path))).toEqual([]);
});

test('under a Node that is too old the command ends with 2, because 1 means that a gate failed', async () => {
  const manifest = join(installed, 'package.json');
  const text = readFileSync(manifest, 'utf8');
  writeFileSync(manifest, text.replace('>=22.23 <23 || >=24.11', '>=99.1'));
  try {
    await expect(run('cli.js', 'suites')).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^error: fastvlm-bench needs Node 99\.1 or newer, and this is Node \S+\.\n {2}\S.*\n$/,
      ),
    });
  } finally {
    writeFileSync(manifest, text);
  }
});

test('the installed package makes the sample app that the repository makes, byte for byte', async () => {
  await run('cli.js', 'samples', 'samples', 'reference');
  const own = await packageBuild('reference', join(folder, 'own'));
  expect(readFileSync(join(folder, 'samples', 'reference.ipa')).equals(readFileSync(own))).toBe(true);
});

test('the installed package reads its own dataset', async () => {
  const script = `import { shapesVqa } from './node_modules/fastvlm-bench/datasets/shapes-vqa/dataset.js';
    console.log((await shapesVqa().load('all')).questions.length);`;
  const argv = ['--input-type=module', '--eval', script];
  expect((await promisify(execFile)(process.execPath, argv, { cwd: folder })).stdout).toBe('240\n');
});

/** What the compiler says of programs that use the installed package; empty when it is content. */
async function complaints(programs: readonly string[]): Promise<string> {
  const home = join(folder, 'programs');
  mkdirSync(home);
  programs.forEach((text, index) => writeFileSync(join(home, `program-${index}.mts`), text));
  const compilerOptions = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    module: 'nodenext',
    target: 'es2024',
    types: ['node'],
    typeRoots: [join(import.meta.dirname, 'node_modules/@types')],
    // As a page of the repository names a file of it.
    paths: { '#*.ts': [join(installed, '*.d.ts')] },
  };
  writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.mts'] }));
  const tsc = join(import.meta.dirname, 'node_modules/.bin/tsc');
  return promisify(execFile)(process.execPath, [tsc, '--project', home]).then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string }) => error.stdout,
  );
}

test('the examples of the pages compile against the types of the package, and a wrong request does not', async () => {
  const examples = BLOCKS.filter(({ language }) => language === 'ts').map(({ text }) => text);
  const [api = '', ...others] = examples.toSorted((a, b) => Number(usesApi(b)) - Number(usesApi(a)));
  expect(usesApi(api)).toBe(true);
  expect(others.length).toBeGreaterThan(1);
  // Types that do not resolve would complain of nothing, and then not of what is expected here either.
  const wrong = `
    // @ts-expect-error a suite is a name
    export const noSuite: RunRequest = { ...request, suite: 7 };
    // @ts-expect-error there is no such event
    export const isLanded = (event: WorkflowEvent) => event.kind === 'landed';`;
  expect(await complaints([`${api}${wrong}`, ...others])).toBe('');
});

function usesApi(program: string): boolean {
  return program.includes("from 'fastvlm-bench'");
}

test('a program finds the package by its name', async () => {
  const script = `import { createHost, parseRunRequest } from 'fastvlm-bench';
    const request = parseRunRequest({ home: '/srv', suite: 'smoke', candidate: '/app.ipa' });
    const host = createHost();
    console.log(request.suite, (await host.suites()).some(({ id }) => id === 'smoke'), (await host.close()).length);`;
  const argv = ['--input-type=module', '--eval', script];
  expect((await promisify(execFile)(process.execPath, argv, { cwd: folder })).stdout).toBe('smoke true 0\n');
});

test('every link of every page in the package leads somewhere, and those of the README to what it rests on', () => {
  expect(files.filter((file) => file.endsWith('.md')).length).toBeGreaterThan(10);
  expect(deadLinks(installed)).toEqual([]);
  const readme = readFileSync(join(installed, 'README.md'), 'utf8');
  for (const link of ['(benchmarks/RESULTS.md)', '(benchmarks/README.md)', '(devices/virtual-iphone/README.md)']) {
    expect(readme).toContain(link);
  }
  expect(readme).not.toContain('(CONTRIBUTING.md)');
  expect(readme).toContain('CONTRIBUTING');
});

test('a link that leads nowhere becomes its text, and any other stays', () => {
  const pages = join(folder, 'pages');
  mkdirSync(join(pages, 'docs'), { recursive: true });
  writeFileSync(join(pages, 'README.md'), 'x');
  const page = join(pages, 'docs', 'a.md');
  const kept = '[up](../README.md#x), [here](#b), [web](https://example.org/a)';
  writeFileSync(page, `${kept}, [gone](../gone.ts), [\`f[0]\`](b/), ![picture](c.svg).`);
  expect(deadLinks(pages)).toHaveLength(3);
  unlinkWhatIsMissing(pages);
  expect(readFileSync(page, 'utf8')).toBe(`${kept}, gone, \`f[0]\`, .`);
  expect(deadLinks(pages)).toEqual([]);
});

test('the package holds what its user needs, and nothing of the repository besides', () => {
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'docs/iphone-setup.md']));
  expect(files.filter((file) => /(?<!\.d)\.ts$|\.test\.|fixture|golden|__snapshots__/.test(file))).toEqual([]);
  const manifest: unknown = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  for (const field of ['private', 'scripts', 'devDependencies']) expect(manifest).not.toHaveProperty(field);
});
