import type { Reporter, ReportInput } from '#harness/ports/report.ts';
import { provenanceOf, type Run } from '#harness/domain/run.ts';
import { readable } from '#harness/text/sentences.ts';
import { type TestCaseView, testCases } from '#reports/view/test-cases.ts';
import { document, type Element } from './xml.ts';

/**
 * `junit.xml`: the comparisons as tests, for programs that show tests. A `failure` stands for what fails the gate, an `error` for
 * what keeps it from passing, and `skipped` for what decides nothing.
 */
export function junitReporter(): Reporter {
  return { id: 'junit', render: async (input) => [{ name: 'junit.xml', content: document(suites(input)) }] };
}

function suites(input: ReportInput): Element {
  const { run, assessment } = input;
  const cases = testCases(input);
  const of = (result: TestCaseView['result']): number => cases.filter((one) => one.result === result).length;
  const counts = {
    tests: cases.length,
    failures: of('failed'),
    errors: of('undecided'),
    skipped: of('skipped'),
    time: measuredSeconds(run) + (run.secondSession === undefined ? 0 : measuredSeconds(run.secondSession)),
  };
  const suite = readable(assessment.suite.id, 60);
  const content = [properties(input), ...cases.map((one) => testCase(one, suite))];
  return {
    name: 'testsuites',
    attributes: { name: 'fastvlm-bench', ...counts },
    content: [{ name: 'testsuite', attributes: { name: suite, timestamp: run.startedAt, ...counts }, content }],
  };
}

function properties({ run, assessment, decision }: ReportInput): Element {
  const { candidate, baseline } = assessment;
  const values: Readonly<Record<string, string | undefined>> = {
    decision: decision.kind,
    policy: decision.policy.id,
    run: run.id,
    provenance: provenanceOf(assessment.devices),
    candidate: `${candidate.label} ${candidate.id}`,
    baseline: baseline === null ? undefined : `${baseline.build.label} ${baseline.build.id}`,
    commit: assessment.commit,
  };
  return {
    name: 'properties',
    attributes: {},
    content: Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [{ name: 'property', attributes: { name, value: readable(value, 300) } }],
    ),
  };
}

const ELEMENTS: Readonly<Record<Exclude<TestCaseView['result'], 'passed'>, string>> = {
  failed: 'failure',
  undecided: 'error',
  skipped: 'skipped',
};

function testCase({ group, name, seconds, result, type, message }: TestCaseView, suite: string): Element {
  // A dot parts packages from classes.
  const classname = `${suite}.${group.replaceAll('.', '·')}`;
  const attributes = { classname, name, ...(seconds === null ? {} : { time: seconds }) };
  if (result === 'passed') return { name: 'testcase', attributes };
  const outcome: Element =
    result === 'skipped'
      ? { name: 'skipped', attributes: { message: `${type}: ${message}` } }
      : { name: ELEMENTS[result], attributes: { type, message }, content: message };
  return { name: 'testcase', attributes, content: [outcome] };
}

/** How long a session was measured; the rest before a second one is no part of it. */
function measuredSeconds({ startedAt, endedAt }: Pick<Run, 'startedAt' | 'endedAt'>): number {
  return Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
}
