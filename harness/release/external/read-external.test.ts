import { expect, test } from 'vitest';
import type { ExternalGate } from '#harness/domain/release-plan.ts';
import { readExternal } from './read-external.ts';

const coverage: ExternalGate = { kind: 'coverage', label: 'Test coverage', file: 'lcov.info', atLeastPercent: 95 };
const sarif: ExternalGate = { kind: 'sarif', label: 'Security', file: 'scan.sarif', mostCritical: 0 };
const checklist: ExternalGate = { kind: 'checklist', label: 'Documentation', file: 'list.md' };

const summary = (covered: number): string =>
  JSON.stringify({ total: { lines: { total: 1000, covered, pct: 1 } }, 'a.ts': {} });
const scan = (results: readonly unknown[], rules: readonly unknown[] = []): string =>
  JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x', rules } }, results }] });
const rated = [
  { id: 'a', properties: { 'security-severity': '9.1' } },
  { id: 'b', properties: { 'security-severity': '4.0' } },
];

test.each([
  ['enough lines', coverage, summary(962), 'met', '96.2 % of lines, 95 % required'],
  ['too few lines', coverage, summary(949), 'missed', '94.9 %'],
  ['exactly enough', coverage, summary(950), 'met', '95 %'],
  [
    'two files of a tracefile',
    coverage,
    'SF:a\nLF:60\nLH:60\nend_of_record\nSF:b\nLF:40\nLH:36\nend_of_record\n',
    'met',
    '96 %',
  ],
  ['a tracefile without a line', coverage, 'SF:a\nLF:0\nLH:0\n', 'missing', 'covers no line'],
  ['another file', coverage, '{}', 'missing', 'is neither'],
  ['no findings', sarif, scan([]), 'met', '0 critical'],
  [
    'a finding that is critical by its rule',
    sarif,
    scan([{ ruleId: 'a' }, { ruleId: 'b', level: 'error' }], rated),
    'missed',
    '1 critical',
  ],
  ['a rule that is named by its place', sarif, scan([{ ruleIndex: 0 }], rated), 'missed', '1 critical'],
  [
    'errors where no rule is rated',
    sarif,
    scan([{ level: 'error' }, { level: 'warning' }, {}]),
    'missed',
    '1 critical',
  ],
  [
    'a suppressed finding',
    sarif,
    scan([{ level: 'error', suppressions: [{ kind: 'inSource' }] }]),
    'met',
    '0 critical',
  ],
  ['more lines covered than there are', coverage, summary(1001), 'missing', 'counts more lines covered'],
  ['just too few lines', coverage, summary(949.9), 'missed', '94.9 % of lines'],
  ['a byte order mark', sarif, `\uFEFF${scan([])}`, 'met', '0 critical'],
  ['a scan of nothing', sarif, '{"version":"2.1.0","runs":[]}', 'missing', 'has no results of a scan'],
  ['rules alone', sarif, '{"version":"2.1.0","runs":[{"tool":{"driver":{}}}]}', 'missing', 'has no results of a scan'],
  [
    'a scan that failed',
    sarif,
    '{"version":"2.1.0","runs":[{"tool":{"driver":{}},"results":[],"invocations":[{"executionSuccessful":false}]}]}',
    'missing',
    'is of a scan that failed',
  ],
  [
    'an error whose level its rule has',
    sarif,
    scan([{ ruleId: 'c' }], [{ id: 'c', defaultConfiguration: { level: 'error' } }]),
    'missed',
    '1 critical',
  ],
  ['a variant of a rule', sarif, scan([{ ruleId: 'a/1', ruleIndex: -1 }], rated), 'missed', '1 critical'],
  [
    'a rule of an extension',
    sarif,
    JSON.stringify({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { rules: [{ id: 'z' }] }, extensions: [{ rules: rated }] },
          results: [{ ruleId: 'a', ruleIndex: 0, rule: { index: 0, toolComponent: { index: 0 } } }],
        },
      ],
    }),
    'missed',
    '1 critical',
  ],
  [
    'a suppression that was rejected',
    sarif,
    scan([{ level: 'error', suppressions: [{ kind: 'external', status: 'rejected' }] }]),
    'missed',
    '1 critical',
  ],
  ['a result that passed', sarif, scan([{ kind: 'pass', ruleId: 'a' }]), 'met', '0 critical'],
  ['another version of SARIF', sarif, '{"version":"2.0.0","runs":[]}', 'missing', 'is not SARIF 2.1.0'],
  ['all done', checklist, '# List\n- [x] One\n* [X] Two\n', 'met', '2 of 2'],
  ['one open', checklist, '- [x] One\n- [ ] Known limits\n', 'missed', '1 of 2; open: Known limits'],
  ['one open in a numbered list', checklist, '- [x] One\n1. [ ] Known limits\n', 'missed', 'open: Known limits'],
  [
    'one open, indented and quoted',
    checklist,
    '- [x] One\r\n> -   [ ] Known limits\r\n',
    'missed',
    '1 of 2; open: Known limits',
  ],
  ['a list below many empty lines', checklist, `${'\n'.repeat(1e5)}- [x] One`, 'met', '1 of 1'],
  ['no list', checklist, '# List\n', 'missing', 'has no list of tasks'],
  ['no file', checklist, null, 'missing', 'is not there'],
] as const)('%s', (_what, gate, text, state, message) => {
  expect(readExternal(gate, text)).toEqual({
    label: gate.label,
    file: gate.file,
    state,
    message: expect.stringContaining(message),
  });
});
