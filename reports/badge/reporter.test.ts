import { DOMParser } from '@xmldom/xmldom';
import { expect, test } from 'vitest';
import type { ReportInput } from '#harness/ports/report.ts';
import { HOSTILE, hostileInput } from '#reports/fixtures/hostile.fixture.ts';
import { FIXTURE_CASES, fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { badgeReporter } from './reporter.ts';

async function badge(input: ReportInput): Promise<string> {
  const [file] = await badgeReporter().render(input);
  expect(file?.name).toBe('badge.svg');
  return file?.content ?? '';
}

test.each(FIXTURE_CASES)('the badge of %s says the decision, and that its numbers are virtual', async (kind) => {
  const input = fixtureInput(kind);
  const word = kind === 'noBaseline' ? 'measured' : input.decision.kind;
  expect(await badge(input)).toContain(`<title>release: ${word} · virtual</title>`);
});

test('a hostile name of a suite stays text in a picture', async () => {
  const input = hostileInput();
  const svg = await badge({
    ...input,
    assessment: { ...input.assessment, suite: { ...input.assessment.suite, id: HOSTILE } },
  });
  const root = new DOMParser({ onError: (level, message) => expect.fail(`${level}: ${message}`) }).parseFromString(
    svg,
    'image/svg+xml',
  ).documentElement;
  expect([...(root?.getElementsByTagName('*') ?? [])].map(({ nodeName }) => nodeName)).toEqual([
    'title',
    'rect',
    'rect',
    'g',
    'text',
    'text',
  ]);
});
