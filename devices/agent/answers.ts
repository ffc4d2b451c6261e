import { createHash } from 'node:crypto';
import type { Iteration } from '#harness/domain/measured.ts';
import { EventsFault, excerpt } from './events-fault.ts';
import type { AgentPlan } from './protocol.ts';

const OF_NOTHING = sha256('');
const MAX_TOKEN = 2 ** 31 - 1;

/**
 * Refuses answers that contradict themselves: equal output tokens are equally many and make one text, no tokens have the
 * hash of nothing, ids make the hash beside them, an answer that its length has ended has that length, and tokens make some text sooner or
 * later. What an app says of its answers is all that accuracy rests on.
 */
export function checkAnswers(
  iterations: readonly Iteration[],
  { decoding: { maxOutputTokens }, record }: Pick<AgentPlan, 'decoding' | 'record'>,
): void {
  const firsts = new Map<string, Iteration>();
  for (const iteration of iterations) {
    const { index, tokenIdsSha256, tokenIds, tokenCount, answer, finishReason } = iteration;
    if ((tokenCount === 0) !== (tokenIdsSha256 === OF_NOTHING)) {
      throw contradiction(`Iteration ${index} has ${tokenCount} tokens, but its tokenIds do not fit this number.`);
    }
    if (tokenIds !== undefined && (tokenIds.length !== tokenCount || hashOf(tokenIds) !== tokenIdsSha256)) {
      throw contradiction(`Iteration ${index} has ${tokenCount} tokens and a hash that those in tokens do not make.`);
    }
    if (finishReason === 'length' && tokenCount < maxOutputTokens) {
      throw contradiction(
        `Iteration ${index} has ${tokenCount} tokens and says that its length ended it; ${maxOutputTokens} were allowed.`,
      );
    }
    if (answer !== '' && tokenIdsSha256 === sha256(answer)) {
      throw contradiction(`Iteration ${index}: tokenIds is the hash of the text, not of the output tokens.`);
    }
    const first = firsts.get(tokenIdsSha256) ?? iteration;
    firsts.set(tokenIdsSha256, first);
    if (first.answer !== answer || first.tokenCount !== tokenCount) {
      throw contradiction(
        `Iterations ${first.index} and ${index} have the same tokenIds and differ in text or length: “${excerpt(first.answer)}” (${first.tokenCount}), “${excerpt(answer)}” (${tokenCount}).`,
      );
    }
  }
  const answered = iterations.filter(({ tokenCount }) => tokenCount > 0);
  if (record.answers && answered.length > 1 && answered.every(({ answer }) => answer === '')) {
    throw contradiction(
      `${answered.length} iterations have tokens and none has a text, though the plan asks for answers.`,
    );
  }
}

function contradiction(message: string): EventsFault {
  return new EventsFault('EVENTS_ANSWERS', message);
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Null for ids that no 32 bits hold. */
function hashOf(tokens: readonly number[]): string | null {
  if (tokens.some((token) => token > MAX_TOKEN)) return null;
  const bytes = Buffer.alloc(tokens.length * 4);
  for (const [index, token] of tokens.entries()) bytes.writeInt32LE(token, index * 4);
  return sha256(bytes);
}
