import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pullRequestText } from '#reports/pull-request/comment.ts';
import { goldenInput } from '#reports/fixtures/report.fixture.ts';
import { ROOT } from './blocks.fixture.ts';

test.each(['failEncoder', 'inconclusive', 'pass'] as const)(
  'the page shows the comment on %s as it is written',
  (kind) => {
    const context = { earlier: ['pass', 'fail', 'pass'], reportUrl: 'https://ci.example/runs/7/artifacts/9' } as const;
    const comment = pullRequestText(goldenInput(kind)).comment(context);
    const [open = ''] = /^[^]*?<sub>\[Whole report\].*$/m.exec(comment) ?? [];
    expect(open).not.toBe('');
    expect(readFileSync(join(ROOT, 'docs/pull-requests.md'), 'utf8')).toContain(open);
  },
);
