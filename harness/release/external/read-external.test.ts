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
  ['enough lines', coverage, summary(962), 'met', '96.2 % of lines, 95 % are wanted'],
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
  ['another version of SARIF', sarif, '{"version":"2.0.0","runs":[]}', 'missing', 'is not SARIF 2.1.0'],
  ['all done', checklist, '# List\n- [x] One\n* [X] Two\n', 'met', '2 of 2'],
  ['one open', checklist, '- [x] One\n- [ ] Known limits\n', 'missed', '1 of 2; open: Known limits'],
  ['no list', checklist, '# List\n', 'missing', 'has no list of tasks'],
  ['no file', checklist, null, 'missing', 'is not there'],
] as const)('%s', (_what, gate, text, state, says) => {
  expect(readExternal(gate, text)).toEqual({
    label: gate.label,
    file: gate.file,
    state,
    says: expect.stringContaining(says),
  });
});
