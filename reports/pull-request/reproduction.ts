import { baselineBuild, baselineRunId } from '#harness/domain/reference.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { runCommand } from '#harness/text/commands.ts';
import { readable } from '#harness/text/sentences.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import { code } from './code.ts';

/** The command that makes the same plan again, and what its words stand for. */
export function reproduction({ run, assessment, decision, commands }: ReportInput): string {
  const [beside, stored] = [baselineBuild(run), baselineRunId(run)];
  const baseline = beside !== null ? ' --baseline old.ipa' : stored === null ? '' : ` --baseline ${word(stored, 100)}`;
  const policy = decision.policy.id === 'pr' ? '' : ` --policy ${word(decision.policy.id, 60)}`;
  // A pass of the suite may have more: the run may have been given a limit.
  const blocks = Math.max(0, ...run.suite.passes.map(({ protocol }) => protocol.blocks));
  const limit = blocks === 0 ? '' : ` --blocks ${blocks}`;
  const options = `${baseline}${policy}${limit} --seed ${run.seed}`;
  const command = runCommand(word(assessment.suite.id, 60), 'app.ipa', options, commands?.storeOption ?? '');
  const files = [['app.ipa', run.candidate.id], ...(beside === null ? [] : [['old.ipa', beside.id]])].map(
    ([name = '', id = '']) => `${code(name)} is the build with sha256 ${code(readable(id, 64))}`,
  );
  return [
    code(command),
    '',
    `${files.join('; ')}.`,
    '',
    `Commands here name the run by its id, ${code(readable(run.id, 100))}, which its store knows. Elsewhere, name the folder of the run instead.`,
  ].join('\n');
}

function word(text: string, longest: number): string {
  return shellWord(readable(text, longest));
}
