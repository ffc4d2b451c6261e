import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { assess } from '#harness/compare/assess.ts';
import type { ExitCode } from '#harness/domain/failure.ts';
import type { Decision } from '#harness/domain/decision.ts';
import type { Run } from '#harness/domain/run.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { writeOutput } from './write-output.ts';
import type { World } from './world.ts';

export type PolicyName = keyof typeof POLICIES;

export type Finish = {
  readonly run: Run;
  readonly baselineRun: Run | null;
  readonly policy: PolicyName;
  /** The folder the reports go to. */
  readonly folder: string;
};

/** Everything after measuring: assess, decide, write the reports, say it. */
export async function finish(request: Finish, world: World): Promise<ExitCode> {
  const { run, baselineRun, folder } = request;
  const assessment = assess({ run, baselineRun, seed: run.seed });
  const decision = decide(assessment, POLICIES[request.policy]);
  const input = { run, baselineRun, assessment, decision };
  const reporters = await world.reporters();
  const files = (await Promise.all(reporters.map(async (reporter) => reporter.render(input)))).flat();
  await Promise.all(files.map(async (file) => writeOutput(join(folder, file.name), file.content)));
  world.terminal.write(`\n${await world.summarise(input)}\n`);
  for (const file of files) {
    const path = join(folder, file.name);
    world.terminal.write(file.name.endsWith('.html') ? `Report: ${pathToFileURL(path).href}\n` : `        ${path}\n`);
  }
  return exitCodeOf(decision);
}

export function exitCodeOf(decision: Decision): ExitCode {
  switch (decision.kind) {
    case 'pass':
      return 0;
    case 'fail':
      return 1;
    case 'inconclusive':
      return 3;
  }
}
