import type { Reason } from '#harness/domain/decision.ts';
import { isMetric, type MetricId } from '#harness/domain/metric.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import { provenanceOf } from '#harness/domain/run.ts';
import type { Reporter, ReportInput } from '#harness/ports/report.ts';
import { readable } from '#harness/text/sentences.ts';
import { type TestCaseView, testCases } from '#reports/view/test-cases.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** A result needs a place that people can open. No line of code is known to be the cause, so it is the report beside this file. */
const REPORT = 'report.html';

/**
 * `report.sarif`: what a person should know of a run as results of an analysis (SARIF 2.1.0), with a rule for each metric. An `error`
 * fails the gate, a `warning` keeps it from passing, and a `note` decides nothing; what is fine has no result.
 */
export function sarifReporter(): Reporter {
  return {
    id: 'sarif',
    render: async (input) => [{ name: 'report.sarif', content: `${JSON.stringify(sarifLog(input), null, 2)}\n` }],
  };
}

function sarifLog(input: ReportInput): object {
  const { run, assessment, decision } = input;
  const findings = testCases(input).filter(isFinding);
  const ruleIds = [...new Set(findings.map(({ subject }) => ruleIdOf(subject)))];
  const suite = readable(assessment.suite.id, 60);
  const seen = new Map<string, number>();
  /** A site takes results with one fingerprint for one: of two product faults it would show the first. */
  const distinct = (place: string): string => {
    const times = (seen.get(place) ?? 0) + 1;
    seen.set(place, times);
    return times === 1 ? place : `${place}/${times}`;
  };
  const driver = {
    name: 'fastvlm-bench',
    version: readable(run.environments[0]?.harness ?? 'unknown', 60),
    rules: ruleIds.map(ruleOf),
  };
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver },
        // A later run of the suite takes the place of this one.
        automationDetails: { id: `fastvlm-bench/${suite}/` },
        invocations: [{ executionSuccessful: run.isComplete, startTimeUtc: run.startedAt, endTimeUtc: run.endedAt }],
        results: findings.map((finding) => resultOf(finding, suite, ruleIds, distinct)),
        properties: {
          runId: readable(run.id, 100),
          decision: decision.kind,
          policy: readable(decision.policy.id, 60),
          provenance: provenanceOf(assessment.devices),
        },
      },
    ],
  };
}

type FindingResult = Exclude<TestCaseView['result'], 'passed'>;
type FindingView = TestCaseView & { readonly result: FindingResult };

function isFinding(testCase: TestCaseView): testCase is FindingView {
  return testCase.result !== 'passed';
}

const LEVELS: Readonly<Record<FindingResult, string>> = {
  failed: 'error',
  undecided: 'warning',
  skipped: 'note',
};

function resultOf(
  finding: FindingView,
  suite: string,
  ruleIds: readonly string[],
  distinct: (place: string) => string,
): object {
  const { subject, group, name, result, type, message } = finding;
  const ruleId = ruleIdOf(subject);
  const pass = 'metric' in subject ? readable(subject.passId, 60) : 'gate';
  return {
    ruleId,
    ruleIndex: ruleIds.indexOf(ruleId),
    level: LEVELS[result],
    message: { text: `${type}: ${name} (${group}). ${message}` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: REPORT }, region: { startLine: 1 } },
        logicalLocations: [{ name: group, fullyQualifiedName: `${suite}/${pass}/${group}`, kind: 'resource' }],
      },
    ],
    // A site that shows results recognises one by it in a later run. It is compared as a text and need not be a hash.
    partialFingerprints: { primaryLocationLineHash: distinct(`${suite}/${pass}/${ruleId}/${group}`) },
  };
}

function ruleIdOf(subject: TestCaseView['subject']): MetricId | Reason['kind'] {
  return 'metric' in subject ? subject.metric : subject.reason;
}

function ruleOf(id: MetricId | Reason['kind']): object {
  if (!isMetric(id)) return { id, shortDescription: { text: 'A reason of the gate that is about no single metric' } };
  const { label, definition } = METRICS[id];
  return { id, name: id, shortDescription: { text: label }, fullDescription: { text: definition } };
}
