/** The job that the page shows is read as GitLab reads it, and its scripts run with a program in place of ours that says what it was asked. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { blocksOf } from './blocks.fixture.ts';

type Job = {
  readonly before_script: readonly string[];
  readonly script: readonly string[];
  readonly after_script: readonly string[];
  readonly artifacts: { readonly when: string; readonly paths: readonly string[] };
};

const [text = ''] = blocksOf('docs/merge-requests.md').flatMap((block) =>
  block.language === 'yaml' ? [block.text] : [],
);
const { gate } = parse(text) as { readonly gate: Job };

/** What was asked of `fastvlm-bench`, whose publishing fails. */
function asked(script: readonly string[]): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-job-'));
  const log = join(folder, 'log');
  writeFileSync(log, '');
  writeFileSync(join(folder, 'fetch-builds.sh'), '#!/bin/sh\n');
  writeFileSync(
    join(folder, 'fastvlm-bench'),
    `#!/bin/sh\necho "$*" >> ${log}\ncase "$*" in *--announce*|run*) exit 0;; *) exit 2;; esac\n`,
  );
  for (const program of ['fetch-builds.sh', 'fastvlm-bench']) chmodSync(join(folder, program), 0o755);
  try {
    execFileSync('bash', ['-eo', 'pipefail', '-c', script.join('\n')], {
      cwd: folder,
      stdio: 'pipe',
      env: { PATH: `${folder}:${process.env['PATH']}`, CI_JOB_URL: 'https://gitlab.example/acme/app/-/jobs/9' },
    });
  } catch {
    // GitLab takes no notice of what becomes of `after_script`.
  }
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  rmSync(folder, { recursive: true });
  return lines;
}

test('the job announces, measures, publishes and abandons, the last whatever became of the rest', () => {
  expect(asked([...gate.before_script, ...gate.script])).toEqual([
    'publish gitlab --announce --suite smoke',
    'run --suite smoke --candidate app.ipa --baseline old.ipa --out fastvlm-bench-report',
  ]);
  expect(asked(gate.after_script)).toEqual([
    'publish gitlab fastvlm-bench-report --report-url https://gitlab.example/acme/app/-/jobs/9/artifacts/file/fastvlm-bench-report/report.html',
    'publish gitlab --abandon --suite smoke',
  ]);
});

test('the job keeps its report, also where the gate fails', () => {
  expect(gate.artifacts).toMatchObject({ when: 'always', paths: ['fastvlm-bench-report/'] });
});
