import { baselineBuild, baselineRunId } from '#harness/domain/reference.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { runCommand } from '#harness/text/commands.ts';
import { policyRemark, runOptions } from '#harness/text/run-options.ts';
import { readable } from '#harness/text/sentences.ts';
import { shownWord } from '#harness/text/shell-word.ts';
import { escapeMarkdown } from '#reports/markdown/escape.ts';
import { code } from './code.ts';

/** The command that makes the same plan again, and what its words stand for. */
export function reproduction({ run, assessment, decision, commands }: ReportInput): string {
  const [beside, stored] = [baselineBuild(run), baselineRunId(run)];
  const baseline =
    beside !== null ? ' --baseline old.ipa' : stored === null ? '' : ` --baseline ${shownWord(stored, 100)}`;
  const by = commands?.judgedBy;
  const options = `${baseline} --seed ${run.seed}${runOptions(run, decision.policy, by)}`;
  const command = runCommand(shownWord(assessment.suite.id, 60), 'app.ipa', options, commands?.storeOption ?? '');
  const files = [['app.ipa', run.candidate.id], ...(beside === null ? [] : [['old.ipa', beside.id]])].map(
    ([name = '', id = '']) => `${code(name)} is the build with sha256 ${code(readable(id, 64))}`,
  );
  return [
    code(command),
    '',
    [`${files.join('; ')}.`, escapeMarkdown(policyRemark(run, decision.policy, by))]
      .filter((part) => part !== '')
      .join(' '),
    '',
    `Commands here name the run by its id, ${code(readable(run.id, 100))}, which its store knows. Elsewhere, name the folder of the run instead.`,
  ].join('\n');
}
