import { expect, test } from 'vitest';
import type { ReportInput } from '#harness/ports/report.ts';
import { FIXTURE_CASES, fixtureInput } from '#reports/fixtures/report.fixture.ts';
import { hostileInput } from '#reports/fixtures/hostile.fixture.ts';
import { sarifReporter } from './reporter.ts';

type Json = { readonly [key: string]: unknown };
type Result = Json & { readonly ruleId: string; readonly ruleIndex: number; readonly level: string };
type Log = Json & { readonly runs: readonly [Json & { readonly results: readonly Result[] }] };

async function render(input: ReportInput): Promise<Log> {
  const [file] = await sarifReporter().render(input);
  expect(file?.name).toBe('report.sarif');
  return JSON.parse(file?.content ?? '') as Log;
}

/** Of sarif-schema-2.1.0.json: what each object must have, and what else of all that it may have is written here. */
const OBJECTS: Readonly<
  Record<string, { readonly required: readonly string[]; readonly optional: readonly string[] }>
> = {
  '': { required: ['version', 'runs'], optional: ['$schema'] },
  '.runs[]': { required: ['tool'], optional: ['automationDetails', 'invocations', 'results', 'properties'] },
  '.runs[].tool': { required: ['driver'], optional: [] },
  '.runs[].tool.driver': { required: ['name'], optional: ['version', 'rules'] },
  '.runs[].tool.driver.rules[]': { required: ['id'], optional: ['name', 'shortDescription', 'fullDescription'] },
  '.runs[].tool.driver.rules[].shortDescription': { required: ['text'], optional: [] },
  '.runs[].tool.driver.rules[].fullDescription': { required: ['text'], optional: [] },
  '.runs[].automationDetails': { required: [], optional: ['id'] },
  '.runs[].invocations[]': { required: ['executionSuccessful'], optional: ['startTimeUtc', 'endTimeUtc'] },
  '.runs[].properties': { required: [], optional: ['runId', 'decision', 'policy', 'provenance'] },
  '.runs[].results[]': {
    required: ['message'],
    optional: ['ruleId', 'ruleIndex', 'level', 'locations', 'partialFingerprints'],
  },
  '.runs[].results[].message': { required: ['text'], optional: [] },
  '.runs[].results[].locations[]': { required: [], optional: ['physicalLocation', 'logicalLocations'] },
  '.runs[].results[].locations[].physicalLocation': { required: ['artifactLocation'], optional: ['region'] },
  '.runs[].results[].locations[].physicalLocation.artifactLocation': { required: [], optional: ['uri'] },
  '.runs[].results[].locations[].physicalLocation.region': { required: [], optional: ['startLine'] },
  '.runs[].results[].locations[].logicalLocations[]': {
    required: [],
    optional: ['name', 'fullyQualifiedName', 'kind'],
  },
  '.runs[].results[].partialFingerprints': { required: [], optional: ['primaryLocationLineHash'] },
};

/** What an object lacks, or has that the format does not know. */
function breaches(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => breaches(each, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [];
  const known = OBJECTS[path];
  if (known === undefined) return [`${path} is not known`];
  const keys = Object.keys(value);
  return [
    ...known.required.filter((key) => !keys.includes(key)).map((key) => `${path} lacks ${key}`),
    ...keys.filter((key) => ![...known.required, ...known.optional].includes(key)).map((key) => `${path}.${key}`),
    ...Object.entries(value).flatMap(([key, own]) => breaches(own, `${path}.${key}`)),
  ];
}

const LEVELS = { pass: null, fail: 'error', inconclusive: 'warning' } as const;

test.each(FIXTURE_CASES)('of %s, the log is SARIF and says what the gate decided', async (kind) => {
  const input = fixtureInput(kind);
  const { runs, ...log } = await render(input);
  const [run] = runs;
  expect(breaches({ ...log, runs })).toEqual([]);
  expect(log['version']).toBe('2.1.0');
  const levels = new Set(run.results.map(({ level }) => level));
  levels.delete('note');
  expect([...levels]).toEqual([LEVELS[input.decision.kind]].filter((level) => level !== null));
  const rules = (run['tool'] as { readonly driver: { readonly rules: readonly { readonly id: string }[] } }).driver
    .rules;
  for (const { ruleId, ruleIndex } of run.results) expect(rules[ruleIndex]?.id).toBe(ruleId);
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
});

test.each([
  ['', fixtureInput('failEncoder')],
  [', also of several reasons of one kind', hostileInput()],
])('each result has a fingerprint of its own%s', async (_what, input) => {
  const { runs } = await render(input);
  const prints = runs[0].results.map((result) => JSON.stringify(result['partialFingerprints']));
  expect(prints.length).toBeGreaterThan(1);
  expect(new Set(prints).size).toBe(prints.length);
});

test('a metric that got worse is an error with its change, its margin and its phone', async () => {
  const { runs } = await render(fixtureInput('failEncoder'));
  expect(runs[0].results.find(({ ruleId, level }) => ruleId === 'timeToFirstToken' && level === 'error')).toMatchObject(
    {
      message: { text: expect.stringMatching(/^Regression: Time to first token .*iPhone.*margin 5 %/) },
    },
  );
});

test('names that apps and people choose stay text', async () => {
  const log = await render(hostileInput());
  expect(breaches(log)).toEqual([]);
  // No character that turns the direction of what is around it, or that a terminal obeys.
  expect(JSON.stringify(log)).not.toMatch(/[\u202a-\u202e\u2066-\u2069]|\\u00[01]/);
});
