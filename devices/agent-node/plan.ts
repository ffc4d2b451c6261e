import { AGENT_PROTOCOL, type AgentPlan, olderSide, type PlannedIteration } from '#devices/agent/protocol.ts';
import { AgentError } from './agent-error.ts';
import { JsonFields } from './json-fields.ts';

const NONCE = /^[\w-]{1,128}$/;
/** A file name, never a path. */
const FILE_NAME = /^[\w-][\w.-]*$/;

/** The only way in for a plan. Throws PLAN_INVALID for anything that this app cannot do exactly as asked. */
export function parsePlan(text: string): AgentPlan {
  const plan = new JsonFields(parseJson(text), 'plan', refusal);
  const protocol = plan.whole('protocol');
  // First, because the fields of another version may mean anything.
  if (protocol !== AGENT_PROTOCOL) {
    const older = olderSide({ app: AGENT_PROTOCOL, harness: protocol });
    throw refusal(`plan.protocol is ${protocol}; this app speaks ${AGENT_PROTOCOL}. Update ${older}.`);
  }
  const decoding = plan.object('decoding');
  const record = plan.object('record');
  const parsed: AgentPlan = {
    protocol,
    nonce: matching(plan, 'nonce', NONCE),
    deadlineMs: plan.whole('deadlineMs', 1),
    model: plan.text('model'),
    decoding: {
      maxOutputTokens: decoding.whole('maxOutputTokens', 1),
      stopAtEndOfSequence: decoding.flag('stopAtEndOfSequence'),
    },
    promptTemplate: plan.text('promptTemplate'),
    imageSizePx: plan.wholeOrNull('imageSizePx', 1),
    data: plan.text('data'),
    warmupIterations: plan.whole('warmupIterations'),
    iterations: plan.objects('iterations').map(parseIteration),
    cycles: plan.whole('cycles', 1),
    sustainForMs: plan.wholeOrNull('sustainForMs', 1),
    record: {
      footprintIntervalMs: record.wholeOrNull('footprintIntervalMs', 1),
      tokenTimestamps: record.flag('tokenTimestamps'),
      answers: record.flag('answers'),
      ...(record.has('checksums') ? { checksums: record.flag('checksums') } : {}),
      ...(record.has('operatorTimes') ? { operatorTimes: record.flag('operatorTimes') } : {}),
    },
  };
  refuseContradictions(parsed);
  return parsed;
}

function parseIteration(iteration: JsonFields): PlannedIteration {
  return {
    questionId: iteration.whole('questionId'),
    image: matching(iteration, 'image', FILE_NAME),
    question: iteration.text('question'),
  };
}

function refuseContradictions(plan: AgentPlan): void {
  if (plan.iterations.length === 0) throw refusal('plan.iterations is empty.');
  if (!plan.promptTemplate.includes('{question}')) throw refusal('plan.promptTemplate has no {question}.');
  if (plan.data.startsWith('/') || plan.data.split('/').includes('..')) {
    throw refusal(`plan.data leaves the Documents folder: ${plan.data}.`);
  }
  if (plan.sustainForMs !== null && plan.sustainForMs * plan.cycles >= plan.deadlineMs) {
    throw refusal(`plan.sustainForMs, ${plan.sustainForMs} in each cycle, does not end before plan.deadlineMs.`);
  }
  if (plan.record.operatorTimes === true && plan.cycles !== 1) {
    throw refusal(`plan.cycles is ${plan.cycles}; with plan.record.operatorTimes it must be 1.`);
  }
}

function matching(fields: JsonFields, name: string, pattern: RegExp): string {
  const value = fields.text(name);
  if (!pattern.test(value)) throw refusal(`plan: ${name} must match ${pattern.source}.`);
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AgentError('PLAN_INVALID', 'The plan is not JSON.', cause);
  }
}

function refusal(message: string): AgentError {
  return new AgentError('PLAN_INVALID', message);
}
