import { createHash } from 'node:crypto';
import { exitCodeOf } from '#harness/domain/exit-code.ts';
import { baselineRunId } from '#harness/domain/reference.ts';
import { provenanceOf } from '#harness/domain/run.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { readable } from '#harness/text/sentences.ts';
import { pullRequestText } from '#reports/pull-request/comment.ts';
import type { Result } from '#reports/pull-request/marker.ts';
import { columnName, isOpen, rowsOf } from '#reports/pull-request/matrix-table.ts';
import type { CellKind } from '#reports/view/matrix-view.ts';
import { viewReport } from '#reports/view/view.ts';
import { chatText } from './chat-text.ts';

/** Fields are added without a new version; a reader ignores what it does not know. */
const VERSION = 1;
const MOST_CHANGES = 100;

/**
 * The decision on a run, for programs: docs/webhook.md. Its fields have no name that a chat gives a meaning to, such as `channel`,
 * except `text`.
 */
export type DecisionEvent = {
  readonly format: 'fastvlm-bench-decision';
  readonly version: typeof VERSION;
  /** Stays the same for the same decision on the same run, wherever and however often it is sent. 64 digits. */
  readonly id: string;
  /** What a chat shows. */
  readonly text: string;
  readonly run: {
    readonly id: string;
    readonly suite: { readonly id: string; readonly version: number };
    readonly startedAt: string;
    readonly candidate: { readonly label: string; readonly sha256: string };
    readonly baselineRunId: string | null;
    readonly provenance: 'physical' | 'virtual' | 'host';
    readonly commit: string | null;
    readonly branch: string | null;
    readonly pullRequest: number | null;
  };
  readonly decision: {
    readonly kind: Result;
    readonly exitCode: number;
    readonly policy: string;
    readonly headline: string;
  };
  /** How many comparisons came to each verdict; those without one are left out. */
  readonly counts: Readonly<Partial<Record<CellKind, number>>>;
  /** What is undecided or came to anything but “no regression”, in the words of the report; `changesLeftOut` more are left out. */
  readonly changes: readonly DecisionChange[];
  readonly changesLeftOut: number;
  readonly urls: { readonly report: string | null; readonly job: string | null };
};

export type DecisionChange = {
  readonly metric: string;
  readonly label: string;
  /** A phone, or the phones of a model. */
  readonly where: string;
  readonly verdict: CellKind;
  readonly change: string;
  readonly interval: string;
  readonly margin: string;
  /** Whether it may fail the gate. */
  readonly isBlocking: boolean;
};

/** The same decision on the same run gives the same event, but for its addresses. */
export function decisionEvent(input: ReportInput, urls: DecisionEvent['urls']): DecisionEvent {
  const { run, assessment, decision } = input;
  const { source = {}, candidate, suite } = run;
  const view = viewReport(input);
  const { kind, headline } = pullRequestText(input);
  const all = changesOf(view.matrix);
  const content = {
    run: {
      id: readable(run.id, 200),
      suite: { id: readable(suite.id, 200), version: suite.version },
      startedAt: run.startedAt,
      candidate: { label: readable(candidate.label), sha256: readable(candidate.id, 200) },
      baselineRunId: orNull(baselineRunId(run) ?? undefined),
      provenance: provenanceOf(assessment.devices),
      commit: orNull(source.commit),
      branch: orNull(source.branch),
      pullRequest: source.pullRequest ?? null,
    },
    decision: { kind, exitCode: exitCodeOf(decision), policy: readable(decision.policy.id, 200), headline },
    counts: Object.fromEntries(view.matrix.counts.map((count) => [count.kind, count.times])),
    changes: all.slice(0, MOST_CHANGES),
    changesLeftOut: Math.max(0, all.length - MOST_CHANGES),
  };
  const about = `${view.title}, suite ${content.run.suite.id}${view.provenance.badge === null ? '' : `, ${view.provenance.badge} numbers`}`;
  return {
    format: 'fastvlm-bench-decision',
    version: VERSION,
    id: createHash('sha256')
      .update(JSON.stringify([VERSION, content]))
      .digest('hex'),
    text: chatText([headline, about], urls.report ?? urls.job),
    ...content,
    urls,
  };
}

function changesOf(matrix: ReturnType<typeof viewReport>['matrix']): readonly DecisionChange[] {
  return rowsOf(matrix).flatMap(({ metric, label, margin, isBlocking, cells }) =>
    cells.flatMap((cell, index) => {
      const column = matrix.columns[index];
      if (column === undefined || !isOpen(cell)) return [];
      const { kind: verdict, change, interval } = cell;
      return [{ metric, label, where: columnName(column), verdict, change, interval, margin, isBlocking }];
    }),
  );
}

function orNull(text: string | undefined): string | null {
  return text === undefined ? null : readable(text, 200);
}
