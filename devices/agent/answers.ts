import { createHash } from 'node:crypto';
import type { Iteration } from '#harness/domain/launch.ts';
import { EventsFault, excerpt } from './events-fault.ts';

const OF_NOTHING = sha256('');

/**
 * Refuses answers that contradict themselves: equal output tokens are equally many and make one text, no tokens have the
 * hash of nothing, and tokens make some text sooner or later. What an app says of its answers is all that accuracy rests on.
 */
export function checkAnswers(iterations: readonly Iteration[], areAnswersAsked: boolean): void {
  const firsts = new Map<string, Iteration>();
  for (const iteration of iterations) {
    const { index, tokenIdsSha256, tokenCount, answer } = iteration;
    if ((tokenCount === 0) !== (tokenIdsSha256 === OF_NOTHING)) {
      throw contradiction(`Iteration ${index} has ${tokenCount} tokens, but its tokenIds do not fit this number.`);
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
  if (areAnswersAsked && answered.length > 1 && answered.every(({ answer }) => answer === '')) {
    throw contradiction(
      `${answered.length} iterations have tokens and none has a text, though the plan asks for answers.`,
    );
  }
}

function contradiction(message: string): EventsFault {
  return new EventsFault('EVENTS_ANSWERS', message);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
