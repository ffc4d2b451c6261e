/** How `.ci/swift` keeps a toolchain: with programs that pretend to fetch one, so that nothing is fetched. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const STAGE = fileURLToPath(new URL('../../.ci/swift', import.meta.url));

const isDebian = existsSync('/etc/debian_version');
const reason = isDebian ? '' : ' (skipped: the stage fetches Swift on Debian alone)';

/** Root on a machine without Swift. The stage asks for `/proc` only once a toolchain is there, and is refused it. */
const PROGRAMS: Readonly<Record<string, string>> = {
  id: 'echo 0',
  swift: 'exit 1',
  df: 'echo; echo / 9 9 99999999',
  mount: 'exit 1',
  'apt-get': 'exit 1',
  debootstrap: 'mkdir -p "$3/usr/bin" && echo > "$3/usr/bin/swift" && chmod +x "$3/usr/bin/swift"',
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-swift-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the stage printed with a toolchain that is kept in `kept`; `chroot` is the last program of a fetch. */
function stage(chroot: string): string {
  const programs = join(folder, 'programs');
  mkdirSync(programs, { recursive: true });
  for (const [name, lines] of Object.entries({ ...PROGRAMS, chroot })) {
    writeFileSync(join(programs, name), `#!/bin/sh\n${lines}\n`);
    chmodSync(join(programs, name), 0o755);
  }
  const env = { PATH: `${programs}:${process.env['PATH']}`, FASTVLM_BENCH_SWIFT: join(folder, 'kept') };
  const { stdout, stderr, status } = spawnSync(STAGE, { env, encoding: 'utf8' });
  expect(status, stdout + stderr).toBe(0);
  return stdout;
}

test.skipIf(!isDebian)(`a fetch that is cut off leaves no toolchain, and the next one fetches again${reason}`, () => {
  expect(stage('exit 1')).toContain('skipped, because Swift could not be fetched');
  expect(readdirSync(folder)).toEqual(['programs']);
  expect(stage('exit 0')).toContain('fetching Swift into');
  expect(readdirSync(folder).toSorted()).toEqual(['kept', 'programs']);
  expect(stage('exit 1')).not.toContain('fetching');
});

test.skipIf(!isDebian)(`a folder that holds something else than a toolchain is left as it is${reason}`, () => {
  mkdirSync(join(folder, 'kept'));
  writeFileSync(join(folder, 'kept', 'mine'), '');
  expect(stage('exit 0')).toMatch(/skipped, because \S+kept holds something else than Swift\./);
  expect(readdirSync(join(folder, 'kept'))).toEqual(['mine']);
  rmSync(join(folder, 'kept', 'mine'));
  expect(stage('exit 0')).toContain('fetching Swift into');
  expect(existsSync(join(folder, 'kept', 'usr/bin/swift'))).toBe(true);
});
