import { DOMParser, type Element, onErrorStopParsing } from '@xmldom/xmldom';
import { expect, test } from 'vitest';
import type { ReportInput } from '#harness/ports/report.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { hostileInput } from '#reports/fixtures/hostile.fixture.ts';
import { testCases } from '#reports/view/test-cases.ts';
import { junitReporter } from './reporter.ts';

async function render(input: ReportInput): Promise<string> {
  const [file] = await junitReporter().render(input);
  return file?.content ?? '';
}

async function parsed(input: ReportInput): Promise<(name: string) => readonly Element[]> {
  const xml = await render(input);
  const document = new DOMParser({ onError: onErrorStopParsing }).parseFromString(xml, 'text/xml');
  return (name) => [...document.getElementsByTagName(name)];
}

test('junit.xml of a run is the one that was reviewed', async () => {
  await expect(await render(fixtureInput('failEncoder', 2))).toMatchFileSnapshot('../golden/junit-failEncoder.golden');
});

test.each(['failEncoder', 'inconclusive', 'pass', 'noBaseline', 'productFault'] as const)(
  'the counts of %s are those of its elements',
  async (kind) => {
    const elements = await parsed(fixtureInput(kind));
    const cases = testCases(fixtureInput(kind));
    for (const head of [...elements('testsuites'), ...elements('testsuite')]) {
      const count = (name: string): number => Number(head.getAttribute(name));
      expect(count('tests')).toBe(elements('testcase').length);
      expect(count('tests')).toBe(cases.length);
      expect(count('failures')).toBe(elements('failure').length);
      expect(count('errors')).toBe(elements('error').length);
      expect(count('skipped')).toBe(elements('skipped').length);
    }
  },
);

test('what apps and people put into a run stays text', async () => {
  const elements = await parsed(hostileInput());
  const names = new Set(elements('*').map(({ tagName }) => tagName));
  const known = new Set([
    'testsuites',
    'testsuite',
    'properties',
    'property',
    'testcase',
    'failure',
    'error',
    'skipped',
  ]);
  expect([...names].filter((name) => !known.has(name))).toEqual([]);
});

test('a metric that only warns is marked as such', async () => {
  const { assessment, ...rest } = fixtureInput('failEncoder');
  const comparisons = assessment.comparisons.map((own) => ({ ...own, severity: 'warn' as const }));
  const elements = await parsed({ ...rest, assessment: { ...assessment, comparisons } });
  const messages = [...elements('failure'), ...elements('skipped')].map((each) => each.getAttribute('message') ?? '');
  const margins = messages.filter((message) => message.includes(', margin '));
  expect(margins).not.toEqual([]);
  for (const message of margins) expect(message).toContain(' (warns). ');
});
