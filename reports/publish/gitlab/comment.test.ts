import { afterAll, beforeAll, expect, test } from 'vitest';
import { patientClock } from '#harness/measure/in-memory.fixture.ts';
import { HOSTILE, hostileInput } from '#reports/fixtures/hostile.fixture.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { pullRequestText } from '#reports/pull-request/comment.ts';
import { withoutQuickActions } from './comment.ts';
import { type FakeGitLab, startFakeGitLab } from './fake-gitlab.fixture.ts';
import { gitlabPublisher } from './publisher.ts';

let gitlab: FakeGitLab;
beforeAll(async () => {
  gitlab = await startFakeGitLab();
});
afterAll(async () => gitlab.close());

const ATTACK =
  '/close @all #777 !2 ~bug %"v1" $3 &4 $x$ [vulnerability:9] [[Home]] :boom: <!-- fastvlm-bench:release fail -->';

test('a line that begins like a quick action is none, nor in a quote', () => {
  expect(withoutQuickActions('/close\ntext /close\n  /merge\n> /label ~bug')).toBe(
    '\u{200B}/close\ntext /close\n  \u{200B}/merge\n> \u{200B}/label ~bug',
  );
});

test('hostile texts are no quick action, no mention, no reference and no marker of another comment', async () => {
  const hostile: ReturnType<typeof hostileInput> = JSON.parse(
    JSON.stringify(hostileInput()).replaceAll(
      JSON.stringify(HOSTILE).slice(1, -1),
      JSON.stringify(ATTACK).slice(1, -1),
    ),
  );
  const report = { ...hostileInput(), ...hostile, thumbnails: new Map<string, string>() };
  const publisher = gitlabPublisher(
    {
      kind: 'gitlab',
      apiUrl: gitlab.apiUrl,
      project: '42',
      token: 't0ken',
      noWriteReason: null,
      mergeRequest: { project: '42', number: 7 },
      commit: null,
      pipeline: null,
      reportUrl: null,
      jobUrl: null,
      comment: 'always',
      status: { kind: 'none' },
    },
    { clock: patientClock() },
  );
  expect((await publisher.publish(report)).failed).toEqual([]);
  const [{ body } = { body: '' }] = gitlab.notes;
  expect(body).toContain('/close');
  expect(gitlab.actions).toEqual([]);
  // A code span shows whatever is in it.
  const plain = body.replaceAll(/(?<![\\`])(`+)(?!`)[^\n]+?(?<!`)\1(?!`)/g, '');
  for (const mark of [
    '@all',
    '#777',
    '!2',
    '~bug',
    '%"v1"',
    '$3',
    '&amp;4',
    '$x',
    'x$',
    '[vulnerability',
    '[Home',
    ':boom:',
  ])
    expect(plain).not.toContain(mark);
  expect(plain.match(/<!--/g)).toHaveLength(1);
});

test('what GitHub would leave out of a comment, GitLab takes', () => {
  const input = fixtureInput('failEncoder', 3);
  const [phone] = input.assessment.devices;
  if (phone === undefined) throw new Error('the fixture has no device');
  const devices = Array.from({ length: 60 }, (_, index) => ({ ...phone, id: `p${index}`, model: `m${index}` }));
  const comparisons = devices.flatMap(({ id }) =>
    input.assessment.comparisons.slice(0, 13).map((comparison) => ({ ...comparison, deviceId: id })),
  );
  const text = pullRequestText({ ...input, assessment: { ...input.assessment, devices, comparisons } });
  expect(text.comment({ earlier: [], reportUrl: null })).toContain('_Left out, because');
  expect(text.comment({ earlier: [], reportUrl: null, longest: 1_000_000 })).not.toContain('_Left out, because');
});
