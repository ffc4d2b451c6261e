import { canFail } from '#harness/domain/deciding.ts';
import { isOfAnswers } from '#harness/domain/metric-catalogue.ts';
import { type Decision, isWaived } from '#harness/domain/decision.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { count } from '#harness/text/numbers.ts';
import {
  historyCommand,
  LIST_DATASETS,
  LIST_DEVICES,
  planCommand,
  runCommand,
  setBaselineCommand,
  unfinishedCommand,
  verifyCommand,
  waiveCommand,
} from '#harness/text/commands.ts';
import { readable } from '#harness/text/sentences.ts';
import { type Ends, planOptions, policyOptions, policyRemark, runOptions } from '#harness/text/run-options.ts';
import { shownWord } from '#harness/text/shell-word.ts';
import { foundIn } from './claim.ts';
import { decidingDoubts } from './headline.ts';
import type { StepView } from './step-view.ts';

const MOST_STEPS = 4;

/** The most helpful first: fix, check, decide what is open, accept. Never more than a reader keeps in mind. */
export function nextSteps(input: ReportInput): readonly StepView[] {
  return steps(input).slice(0, MOST_STEPS);
}

function steps(input: ReportInput): readonly StepView[] {
  const { decision, assessment, run } = input;
  const id = shownWord(run.id, 100);
  const store = storeIn(input);
  const verify = {
    intent: 'Check the verdicts',
    note: 'Measures nothing and takes seconds.',
    command: verifyCommand(id, store),
  };
  const resume = {
    intent: 'Finish the run',
    note: 'It is the folder of this report. Finished launches are kept.',
    command: input.commands?.resume ?? unfinishedCommand(`.fastvlm-bench/runs/${readable(run.id, 100)}`),
  };
  const unfinished = run.isComplete ? [] : [resume];
  if (assessment.baseline === null && decision.kind !== 'fail') {
    return [...unfinished, keep(input), compareNow(input), verify];
  }
  if (decision.kind === 'fail') return [fix(input), verify, ...open(input), ...accept(input)];
  if (decision.kind === 'inconclusive')
    return [
      ...unfinished,
      ...secondSession(input, resume.command),
      ...policySteps(decision),
      ...open(input),
      verify,
      ...accept(input),
    ];
  return [...unfinished, keep(input), ...watch(input), ...open(input), verify];
}

function keep(input: ReportInput): StepView {
  return {
    intent: 'Compare later builds with this one',
    note: '“main” is a name of your choice.',
    command: setBaselineCommand('main', shownWord(input.run.id, 100), storeIn(input)),
  };
}

function compareNow(input: ReportInput): StepView {
  return {
    intent: 'Compare it with another build',
    note: withRemark('Both are measured side by side.', input),
    command: measureCommand(input),
  };
}

function fix(input: ReportInput): StepView {
  const isFaulty = input.decision.reasons.some(({ kind }) => kind === 'productFault');
  const note = 'app.ipa stands for the fixed build. Exit code 0 means that the gate passes.';
  return {
    intent: isFaulty ? 'Fix the fault, then measure again' : 'Fix it, then measure again',
    note: withRemark(note, input),
    command: measureCommand(input),
  };
}

/** A regression that no second session has measured waits for it. */
function secondSession({ decision, run, commands }: ReportInput, command: string): readonly StepView[] {
  const isMissing = decision.reasons.some(
    (reason) => 'confirmation' in reason && (reason.confirmation === 'notMeasured' || reason.confirmation === 'lost'),
  );
  // One that was measured to its end is never measured again, whatever it gave.
  if (!isMissing || !run.isComplete || run.secondSession?.isComplete === true) return [];
  // The command that measured it names its policy.
  const isNamed = commands?.resume != null || decision.policy.id === run.policy;
  const policy = isNamed ? '' : policyOptions(decision.policy, commands?.judgedBy);
  const note = 'It is the folder of this report. Nothing of the first session is measured again.';
  return [{ intent: 'Measure the second session', note, command: `${command}${policy}` }];
}

/** A policy that refuses numbers of no iPhone asks for an iPhone. */
function policySteps({ reasons }: Decision): readonly StepView[] {
  if (!reasons.some(({ kind }) => kind === 'virtual')) return [];
  return [{ intent: 'Measure on iPhones', note: 'Lists the phones that can be used.', command: LIST_DEVICES }];
}

/** More blocks, where a run left some out; else what a run would have to measure to decide. */
function open(input: ReportInput): readonly StepView[] {
  const { decision, assessment } = input;
  const doubts = decidingDoubts([...decision.reasons, ...decision.notes], assessment);
  if (decision.reasons.some(({ kind }) => kind === 'stoppedEarly')) {
    const isAccepted = decision.notes.some(isWaived);
    const isNamed = !isAccepted || input.commands?.judgedBy?.waivers !== undefined;
    const note = isNamed ? 'Measures every pass.' : 'Add --waivers with the file of this decision.';
    return [{ intent: 'Measure what was skipped', note, command: measureCommand(input, { stopOnRegression: false }) }];
  }
  if (doubts.length === 0) return [];
  const intent = `Decide ${count(doubts.length, 'open comparison')}`;
  // More launches ask the same questions again.
  if (doubts.every((doubt) => 'metric' in doubt && isOfAnswers(doubt.metric)))
    return [{ intent, note: MORE_QUESTIONS, command: LIST_DATASETS }];
  const isShort =
    assessment.stoppedEarly !== undefined ||
    assessment.looks.some(({ blocksMeasured, blocksPlanned }) => blocksMeasured < blocksPlanned);
  if (isShort) {
    const note = 'Only what can decide is counted. This measures the blocks that the run left out too.';
    return [
      {
        intent,
        note: withRemark(note, input),
        command: measureCommand(input, { earlyStop: false, stopOnRegression: false }),
      },
    ];
  }
  const suite = shownWord(assessment.suite.id, 60);
  const options = planOptions(input.run, decision.policy, input.commands?.judgedBy);
  const [minutes, note] = input.calibrations.length > 0 ? [20, IN_TWENTY_MINUTES] : [null, UNCALIBRATED];
  return [{ intent, note, command: planCommand(suite, minutes, options, storeIn(input)) }];
}

const MORE_QUESTIONS =
  'More questions narrow it: choose a dataset or subset that has more, and measure again with --dataset.';
const IN_TWENTY_MINUTES =
  'Shows what twenty minutes on each calibrated phone can find. A calmer phone narrows intervals too.';
const UNCALIBRATED = 'Names the command that learns how much a device varies. A calmer device narrows intervals too.';

/** What drifted within its margin may add up over releases. */
function watch(input: ReportInput): readonly StepView[] {
  const { decision, assessment } = input;
  const drifted = decision.notes.find(
    (reason) => (reason.kind === 'drift' || reason.kind === 'deviceModelDrift') && 'metric' in reason,
  );
  if (drifted === undefined || !('metric' in drifted)) return [];
  const suite = shownWord(assessment.suite.id, 60);
  const note = 'Drift within the margin may add up over builds.';
  const command = historyCommand(drifted.metric, suite, storeIn(input));
  return [{ intent: 'Watch what drifted', note, command }];
}

function accept(input: ReportInput): readonly StepView[] {
  const { run, decision, assessment } = input;
  const worst = foundIn(decision.reasons, decision, assessment).find(canFail);
  if (worst === undefined || worst.shown.kind !== 'regression') return [];
  return [
    {
      intent: 'Accept it for a time',
      note: 'Every report names the waiver until it expires or the loss grows.',
      command: waiveCommand(shownWord(run.id, 100), worst.metric, run.endedAt, storeIn(input)),
    },
  ];
}

/** With what a reader needs to know before the command runs elsewhere. */
function withRemark(note: string, { commands, decision, run }: ReportInput): string {
  return [note, policyRemark(run, decision.policy, commands?.judgedBy)].filter((part) => part !== '').join(' ');
}

/** A stored baseline has a name that works anywhere; a package lies where its owner knows. */
function measureCommand(input: ReportInput, ends: Ends = {}): string {
  const { assessment, commands, decision, run } = input;
  const { suite, baseline } = assessment;
  const reference = baseline !== null && baseline.design === 'stored' ? shownWord(baseline.runId, 100) : 'old.ipa';
  const all = ` --baseline ${reference}${runOptions(run, decision.policy, commands?.judgedBy, ends)}`;
  return runCommand(shownWord(suite.id, 60), 'app.ipa', all, storeIn(input));
}

function storeIn({ commands }: ReportInput): string {
  return commands?.storeOption ?? '';
}
