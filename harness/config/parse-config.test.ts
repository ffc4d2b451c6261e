import { describe, expect, test } from 'vitest';
import { aMargin, aPass, aSuite } from '#harness/compare/run.fixture.ts';
import { SUITES } from '#suites/catalogue.ts';
import { parseConfigValue, parsePolicyFile, policiesOf } from './parse-config.ts';

const suite = { ...aSuite([aPass('timing', ['timeToFirstToken'])]), id: 'ours' };
const parse = (json: unknown): ReturnType<typeof parseConfigValue> => parseConfigValue(json, 'the.config.ts', SUITES);

test.each([
  ['a field that is misspelt', { polcy: 'pr' }, 'polcy is an unknown field (did you mean policy?)'],
  ['a field that is like none', { zzz: 1 }, 'zzz is an unknown field.'],
  [
    'a policy with a misspelt setting',
    { policies: { ours: { inconclusiv: 'warn' } } },
    'policies.ours.inconclusiv is an unknown field (did you mean inconclusive?)',
  ],
  [
    'a policy with a misspelt metric',
    { policies: { ours: { metrics: { peakMemry: {} } } } },
    'policies.ours.metrics.peakMemry is no metric that `fastvlm-bench suites` prints (did you mean peakMemory?)',
  ],
  [
    'a margin of nothing',
    { policies: { ours: { metrics: { peakMemory: { percent: 0 } } } } },
    'policies.ours.metrics.peakMemory.percent must be a number greater than 0',
  ],
  [
    'a model without a size',
    { policies: { ours: { metrics: { peakMemory: { onDeviceModel: { a: {} } } } } } },
    'must have percent or absolute',
  ],
  [
    'a rule for a model by the name that people use',
    { policies: { ours: { metrics: { peakMemory: { onDeviceModel: { 'iPhone 16 Pro': { percent: 3 } } } } } } },
    'policies.ours.metrics.peakMemory.onDeviceModel names "iPhone 16 Pro", but a model is named by its identifier',
  ],
  [
    'evidence of a model by the name that people use',
    { release: { expected: [{ variant: 'Base', deviceModel: 'iPhone 16 Pro' }] } },
    'release.expected[0].deviceModel names "iPhone 16 Pro"',
  ],
  [
    'a policy that changes what release means',
    { policies: { release: {} } },
    'policies.release has a name that is taken',
  ],
  ['a name that no command line takes', { policies: { 'a b': {} } }, 'must be named with up to 64 letters'],
  ['a group of nothing', { deviceGroups: { lab: [] } }, 'deviceGroups.lab must name something'],
  [
    'a suite that ships',
    { suites: [{ ...suite, id: 'latency' }] },
    'suites[0].id is "latency", which another suite is called',
  ],
  ['two suites of one name', { suites: [suite, suite] }, 'suites[1].id is "ours"'],
  [
    'a suite with a part that nothing reads',
    { suites: [{ ...suite, margns: [] }] },
    'suites[0].margns is an unknown field',
  ],
  ['a suite without a pass', { suites: [{ ...suite, passes: [] }] }, 'suites[0].passes must name something'],
  [
    'a pass without a metric',
    { suites: [{ ...suite, passes: [aPass('timing', [])] }] },
    'suites[0].passes[0].metrics must name something',
  ],
  [
    'a margin without a size',
    { suites: [{ ...suite, margins: [{ ...aMargin('timeToFirstToken'), percent: null, absolute: null }] }] },
    'suites[0].margins[0] must have percent or absolute',
  ],
  [
    'a setting of a publisher that is misspelt',
    { publish: { github: { coment: 'never' } } },
    'publish.github.coment is an unknown field (did you mean comment?)',
  ],
  [
    'a publisher that is misspelt',
    { publish: { githb: {} } },
    'publish.githb is an unknown field (did you mean github?)',
  ],
  [
    'a comment at another time',
    { publish: { github: { comment: 'onFail' } } },
    'publish.github.comment must be one of always, on-change, on-fail, never',
  ],
  ['a check without a name', { publish: { github: { check: true } } }, 'publish.github.check must be a name, or false'],
  [
    'a repository that leads elsewhere',
    { publish: { github: { repository: 'acme/..' } } },
    'publish.github.repository must be OWNER/NAME',
  ],
  [
    'a repository without an owner',
    { publish: { github: { repository: 'app' } } },
    'publish.github.repository must be OWNER/NAME',
  ],
  [
    'a token, which a committed file must not have',
    { publish: { github: { token: 's3cret' } } },
    'publish.github.token must not be here: pass the token in the variable GITHUB_TOKEN',
  ],
  [
    'a project that leads elsewhere',
    { publish: { gitlab: { project: 'acme/..' } } },
    'publish.gitlab.project must be a number, or GROUP/PROJECT',
  ],
  [
    'a status without a name',
    { publish: { gitlab: { status: true } } },
    'publish.gitlab.status must be a name, or false',
  ],
  [
    'a token for GitLab',
    { publish: { gitlab: { token: 's3cret' } } },
    'publish.gitlab.token must not be here: pass the token in the variable GITLAB_TOKEN',
  ],
  ['a token beside the publishers', { publish: { token: 's3cret' } }, 'publish.token must not be here'],
  ['half a block', { blocks: 0.5 }, 'blocks must be a whole number of 1 or more'],
  ['no object', [], 'the file must be an object'],
])('%s is refused, and the field is named', (_what, json, message) => {
  expect(() => parse(json)).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(message) }),
  );
});

test('what is right is kept as it is', () => {
  const publish = { github: { comment: 'on-change', check: false, repository: 'acme/app' } };
  const config = { suite: 'ours', suites: [suite], devices: ['@lab'], deviceGroups: { lab: ['one'] }, publish };
  expect(parse(config)).toEqual(config);
});

describe('a policy', () => {
  test('rests on release, or on the one that it names', () => {
    const config = parse({ policies: { strict: {}, soon: { basedOn: 'pr', virtual: 'refuse', mostToPass: null } } });
    expect(policiesOf(config)).toEqual([
      { id: 'strict', inconclusive: 'block', virtual: 'refuse', endsWhenSure: false, mostToPass: null },
      { id: 'soon', inconclusive: 'warn', virtual: 'refuse', endsWhenSure: true, mostToPass: null },
    ]);
  });

  test('in a file of its own has a name', () => {
    expect(parsePolicyFile({ id: 'nightly', basedOn: 'pr' }, 'nightly.json')).toMatchObject({
      id: 'nightly',
      inconclusive: 'warn',
    });
    expect(() => parsePolicyFile({ basedOn: 'pr' }, 'nightly.json')).toThrow('nightly.json: id must be a text');
    expect(() => parsePolicyFile({ id: 'release' }, 'nightly.json')).toThrow('a name that is taken');
    const metrics = { peakMemory: { onDeviceModel: { 'iPhone 13': { percent: 3 } } } };
    expect(() => parsePolicyFile({ id: 'nightly', metrics }, 'nightly.json')).toThrow(
      'nightly.json: metrics.peakMemory.onDeviceModel names "iPhone 13"',
    );
    const known = { peakMemory: { onDeviceModel: { 'iPhone14,5': { percent: 3 }, 'AMD EPYC': { percent: 3 } } } };
    expect(parsePolicyFile({ id: 'nightly', metrics: known }, 'nightly.json').metrics).toEqual(known);
  });
});
