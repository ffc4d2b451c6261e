import { count } from '#harness/text/numbers.ts';
import type { Plan } from '#harness/domain/plan.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { looksIn } from '#harness/measure/look.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import type { Notice } from '#harness/workflow/events.ts';
import type { World } from '#harness/cli/world.ts';
import { installText } from './install-text.ts';
import { secondSessionText } from './second-session-text.ts';
import { shortPlanText } from './short-plan-text.ts';
import { baselineBuild } from '#harness/domain/reference.ts';
import { whyInapplicable } from '#harness/text/applicable.ts';
import { deviceName } from '#harness/text/names.ts';
import { shortHash } from '#harness/text/sentences.ts';

/** Reports what a command that measures nothing found out, beside its result. */
export function noticesTo({ terminal }: Pick<World, 'terminal'>): NonNullable<Caller['onEvent']> {
  return (event) => {
    const text = 'device' in event ? '' : noticeText(event);
    if (text !== '') terminal.writeError(text);
  };
}

/** What a workflow reports besides the progress of devices; empty for what is said when all is done. */
export function noticeText(notice: Notice): string {
  switch (notice.kind) {
    case 'storedOnly':
      return storedOnly(notice.baselineRun);
    case 'buildOnly':
      return buildOnly(notice.baselineRun, notice.suite);
    case 'sameCode': {
      const what = notice.candidate.id === notice.baseline.id ? 'the same package' : 'the same code';
      return `Candidate and baseline are ${what}: whatever is measured between them is noise.\n`;
    }
    case 'leftOut': {
      const { left, suite } = notice;
      return `${deviceName(left)} is left out: nothing of suite ${suite.id} applies there (${whyInapplicable(left, suite)}).\n`;
    }
    case 'shortPlan':
      return shortPlanText(notice);
    case 'installations':
      return installText(notice.installations);
    case 'session':
      return `${notice.number === 1 ? '' : '\n'}Session ${notice.number} of ${notice.of}\n`;
    case 'alreadyComplete': {
      const { id, stoppedEarly } = notice.run;
      const why =
        stoppedEarly === undefined ? 'is complete already' : 'ended early, because its gate fails, and is complete';
      return `${id} ${why}: no launch is added.\n`;
    }
    case 'keptPolicy': {
      const { id } = notice.policy;
      return `The policy ${id} has other settings today: this run is judged by those that it was measured under. By today's: --policy ${id}\n`;
    }
    case 'otherPolicy':
      return `This run was started under policy ${notice.own}. It is judged under ${notice.policy.id} now; commands without --policy judge it under ${notice.own}.\n`;
    case 'secondSessionLeft':
      return `Its second session stays unfinished: under ${notice.policy.id} nothing needs it. Finish it with: ${notice.resume}\n`;
    case 'measuring': {
      const { header, plan, folder, done, resumedAt } = notice;
      const resumed =
        resumedAt === null ? '' : `Resumed: ${count(done, 'launch is', 'launches are')} in the journal already\n`;
      return `${headline(header, plan)}${resumed}Folder: ${folder}\n`;
    }
    case 'stopping':
      return 'Finishing the journal and closing the phone sessions. Press Ctrl-C again to end at once.\n';
    case 'timingOperators':
      return `Counting what the operators of both builds take on ${deviceName(notice.on)}: a time got worse. These launches do not count.\n`;
    case 'secondSession':
      return secondSessionText(notice);
    case 'measured':
    case 'kept':
    case 'storeProgress':
    case 'judged':
    case 'published':
      return '';
  }
}

/** Said before anything is measured: a person who expected both builds side by side can still stop. */
function storedOnly({ id, candidate, artefacts }: Run): string {
  const path = artefacts?.[candidate.id] ?? 'the place that it was measured from';
  return (
    `${candidate.label} is no longer at ${path}: the candidate is compared with the launches stored in ${id}.\n` +
    'Only changes larger than the luck of one session count. To measure both builds side by side, put the file back, or\n' +
    'name it: --baseline app.ipa\n'
  );
}

/** Also said beforehand, of a person who named a baseline by the run that measured it. */
function buildOnly({ id, candidate, suite: { id: suiteId } }: Run, suite: Suite): string {
  const how = suiteId === suite.id ? 'in another way' : `with suite ${suiteId}`;
  return `${candidate.label} is measured again; its launches in ${id} are not used: they were measured ${how}.\n`;
}

function headline(header: RunHeader, plan: Plan): string {
  const launches = plan.devices.reduce((sum, device) => sum + device.slots.length, 0);
  const passes = new Map(header.suite.passes.map((pass) => [pass.id, pass]));
  const atMost = plan.devices.some(({ slots }) => looksIn(slots, passes).length > 0) ? 'at most ' : '';
  const { candidate } = header;
  const baseline = baselineBuild(header);
  const versus =
    baseline === null ? '' : ` against ${baseline.label} (${shortHash(baseline.id)}), interleaved on each device`;
  return (
    `Suite ${header.suite.id} v${header.suite.version}: ${candidate.label} (${shortHash(candidate.id)})${versus}\n` +
    `${atMost}${count(launches, 'launch', 'launches')} on ${header.devices.map(deviceName).join(', ')}; order seed ${header.seed}\n` +
    prompts(header)
  );
}

/** What is asked, where it is more than the question: a model that was not trained on it answers worse. */
function prompts({ suite }: RunHeader): string {
  const asked = suite.passes
    .filter(({ workload }) => workload.promptTemplate !== '{question}')
    .map(({ id, workload }) => `Prompt of ${id} (--prompt): ${JSON.stringify(workload.promptTemplate)}\n`);
  return asked.join('');
}
