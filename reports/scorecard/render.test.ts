import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Scorecard } from '#harness/domain/scorecard.ts';
import { renderScorecard } from './render.ts';
import { aScorecard } from './scorecard.fixture.ts';

const HOSTILE = '<img src=x onerror=alert(1)> | @everyone `x` \u{202E}';

async function files(scorecard: Scorecard): Promise<Readonly<Record<'html' | 'md' | 'json', string>>> {
  const rendered = new Map((await renderScorecard(scorecard)).map(({ name, content }) => [name, content]));
  const of = (end: string): string => rendered.get(`scorecard.${end}`) ?? '';
  return { html: of('html'), md: of('md'), json: of('json') };
}

/** What people read of a page. */
const textOf = (html: string): string =>
  html
    .replaceAll(/<style>[^]*?<\/style>|<svg[^]*?<\/svg>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#x3D;', '=')
    .replaceAll(/\s+/g, ' ');

describe('the page and the Markdown', () => {
  test.each([
    ['the verdict', 'HOLD'],
    ['why', 'FastVLM v1.0: Model load (cold) +14.0 %'],
    ['who may override', 'the release owner, with a reason'],
    ['a target on its combination', '176.0 ms [172.0, 181.0]'],
    ['a target in its unit', '< 180 ms'],
    ['a target of energy', '+13 % [+10.6, +15.4]'],
    ['a regression', 'Model load (cold) +14.0 %'],
    ['a waiver with its days', '6 days left'],
    ['a budget with what it rests on', '6.1 [5.2, 7] of 5 %, 3 % of it waived, by a chain of 3 runs'],
    ['a budget that was compared', '1.7 [0.4, 3] of 5 %, compared directly'],
    ['since when drift is counted', 'FastVLM-Base 0.9'],
    ['a type of answers', '+1.9 pp'],
    ['how seldom it fails', '0 of 1,240, at most 0.24 %'],
    ['what is missing', 'Multilingual on iPhone 16 Pro'],
    ['false alarms', '0 of 40 redrawn runs'],
    ['another gate', '17 of 18; open: Known limits'],
    ['what would change it', 'with 40 more blocks it is proven'],
    ['that numbers are virtual', 'virtual'],
  ])('have %s', async (_what, text) => {
    const { html, md } = await files(aScorecard());
    expect(textOf(html)).toContain(text);
    expect(md.replaceAll('&lt;', '<').replaceAll(/\\(.)/g, '$1')).toContain(text);
  });

  test.each(['ship', 'hold', 'undecided'] as const)(
    'say %s in the title, the tile and the headline alike',
    async (verdict) => {
      const reasons = verdict === 'ship' ? [] : ['Peak memory is not proven.'];
      const { html, md } = await files(aScorecard({ verdict, reasons }));
      const word = { ship: 'SHIP', hold: 'HOLD', undecided: 'NOT PROVEN' }[verdict];
      expect(html).toContain(`<title>${word}: FastVLM v1.0 (partly virtual)</title>`);
      expect(html).toContain(`<span class="tile ${verdict}">`);
      expect(md).toMatch(new RegExp(`^# ${word}: `));
      expect(/may ship/.test(textOf(html))).toBe(verdict === 'ship');
    },
  );

  test('show what a build or a message is called, and run none of it', async () => {
    const { html, md } = await files(
      aScorecard({
        reasons: [HOSTILE],
        candidate: { version: HOSTILE, builds: [{ label: HOSTILE, sha256: HOSTILE }] },
        regressions: [{ runId: HOSTILE, message: HOSTILE, waiver: null }],
      }),
    );
    expect(html).not.toContain('<img');
    expect(md).not.toMatch(/<img|@everyone| \| @/);
  });

  test('name the hash of the JSON, which is what people sign', async () => {
    const { html, md, json } = await files(aScorecard());
    const sha256 = createHash('sha256').update(json).digest('hex');
    expect(html).toContain(sha256);
    expect(md).toContain(sha256);
    expect(JSON.parse(json)).toMatchObject({ schemaVersion: 1, verdict: 'hold' });
  });
});
