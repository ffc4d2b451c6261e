/** Commands that print JSON, in an order in which each finds what it needs. */
import { aReleasePlan } from '#harness/cli/release-plan.fixture.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Publisher, PublishTarget } from '#harness/ports/publish.ts';
import type { World } from '#harness/cli/world.ts';
import { atTime } from '#harness/cli/power.fixture.ts';
import { type Commands, commands, type Ended } from '#harness/cli/world.fixture.ts';

/** The title of each is the command as docs/json.md calls it. */
const STEPS: readonly (readonly [title: string, ...argv: readonly string[]])[] = [
  ['run', 'run', '--suite', 'latency', '--seed', '7', '--candidate', 'old.ipa', '--out', 'old'],
  ['run', 'run', '--suite', 'latency', '--seed', '7', '--candidate', 'lost.ipa', '--out', 'lost', '--blocks', '2'],
  ['baseline set', 'baseline', 'set', 'main', 'old'],
  ['run', 'run', '--suite', 'latency', '--seed', '7', '--candidate', 'new.ipa', '--baseline', 'main', '--out', 'new'],
  ['report', 'report', 'new', '--out', 'again'],
  ['compare', 'compare', 'main', 'new', '--out', 'compared'],
  ['gate', 'gate', 'new'],
  [
    'waive',
    'waive',
    'new',
    'timeToFirstToken',
    '--reason',
    'A better encoder.',
    '--until',
    '2099-12-31',
    '--owner',
    'QA',
  ],
  ['verify', 'verify', 'new'],
  ['bundle', 'bundle', 'new', '--out', 'new.bundle'],
  ['verify FILE.bundle', 'verify', 'new.bundle'],
  ['parity', 'parity', 'old', 'new'],
  ['check', 'check', 'old.ipa'],
  ['calibrate', 'calibrate', '--build', 'old.ipa', '--suite', 'latency', '--seed', '7', '--sessions', '2'],
  ['calibrations', 'calibrations'],
  ['plan', 'plan', '--suite', 'latency', '--seed', '7'],
  ['plan --minutes', 'plan', '--suite', 'latency', '--seed', '7', '--minutes', '20'],
  ['selftest', 'selftest', '--trials', '2', '--scenario', 'steady', '--scenario', 'vision-encoder'],
  ['runs', 'runs'],
  ['baseline list', 'baseline', 'list'],
  ['baseline history', 'baseline', 'history'],
  ['history', 'history', 'timeToFirstToken'],
  ['store info', 'store', 'info'],
  ['store prune', 'store', 'prune', '--keep', '1'],
  ['scorecard', 'scorecard', '--config', 'plan.json'],
  ['baseline remove', 'baseline', 'remove', 'main'],
  ['runs remove', 'runs', 'remove', 'lost'],
  ['suites', 'suites'],
  ['devices', 'devices'],
  ['devices energy-check', 'devices', 'energy-check', 'one', '--minutes', '2'],
  ['datasets list', 'datasets', 'list'],
  ['datasets verify', 'datasets', 'verify', 'shapes-vqa'],
  ['config show', 'config', 'show'],
  ['publish github', 'publish', 'github', '--announce', '--suite', 'latency', '--repository', 'acme/app'],
  ['publish github', 'publish', 'github', 'new', '--repository', 'acme/app'],
  ['publish gitlab', 'publish', 'gitlab', '--announce', '--suite', 'latency', '--project', 'acme/app'],
  ['publish gitlab', 'publish', 'gitlab', 'new', '--project', 'acme/app'],
  ['publish webhook', 'publish', 'webhook', 'new'],
];

const RELEASE_PLAN = aReleasePlan(1, {
  variants: [{ id: 'Base', names: ['new'] }],
  driftBudgetPercent: { timeToFirstToken: 10 },
  pinnedBaseline: 'main',
  externalGates: [{ kind: 'checklist', label: 'Docs', file: 'list.md' }],
});

export type Printed = Ended & { readonly title: string };

/** Refuses one of two things, so that each list has something in it. */
const publisherOf = ({ kind }: PublishTarget): Publisher => ({
  id: kind,
  announce: async () => ({ done: [], skipped: ['no check: it is switched off'], failed: [] }),
  abandon: async () => ({ done: [], skipped: [], failed: [] }),
  publish: async () => ({
    done: ['commented on pull request 7'],
    skipped: [],
    failed: [
      new BenchError('PUBLISH_REFUSED', 'Could not make the check.', { remedy: 'Give the job the permission.' }),
    ],
  }),
});

/** What each printed. */
export async function printAll(reporters: World['reporters']): Promise<readonly Printed[]> {
  const world: Commands = commands({
    suites: [suiteWith(6)],
    factors: { new: 1.2 },
    lost: ['lost'],
    reporters,
    power: (ms) => atTime(ms),
    environment: { FASTVLM_BENCH_WEBHOOK_URL: 'https://hooks.example/services/KEY' },
    publisher: async (target) => publisherOf(target),
  });
  writeFileSync(join(world.folder, 'plan.json'), JSON.stringify({ release: RELEASE_PLAN }));
  const printed: Printed[] = [];
  for (const [title, ...argv] of STEPS) printed.push({ title, ...(await world.bench(...argv, '--json')) });
  world.close();
  return printed;
}
