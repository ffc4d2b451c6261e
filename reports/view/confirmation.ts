import type { Assessment } from '#harness/domain/assessment.ts';
import { findingsOf } from '#harness/domain/deciding.ts';
import type { Decision, Reason } from '#harness/domain/decision.ts';
import { confirmationText } from '#harness/text/confirmation.ts';
import { metricWord } from '#harness/text/names.ts';
import { capital, sentence, uncapital } from '#harness/text/sentences.ts';
import { isAbout } from '#harness/domain/is-about.ts';

/** What a second session made of a reason, as a sentence after others; empty where the policy asked for none. */
export function confirmationSentence(reason: Reason, { secondSession }: Assessment): string {
  if (!('confirmation' in reason) || reason.confirmation === undefined) return '';
  const found = secondSession && findingsOf(secondSession);
  const finding = found?.find((own) => isAbout(reason, own));
  return ` ${sentence(capital(confirmationText(reason.confirmation, finding)))}`;
}

/** `Time to first token: confirmed by a second session (+10.8 % [9.1, 12.4])`, of every reason that one was asked for. */
export function confirmations({ reasons, notes }: Decision, assessment: Assessment): readonly string[] {
  const said = [...reasons, ...notes].flatMap((reason) => {
    const text = confirmationSentence(reason, assessment).trim();
    return text === '' || !('metric' in reason)
      ? []
      : [`${capital(metricWord(reason.metric))}: ${uncapital(text).replace(/\.$/, '')}`];
  });
  return [...new Set(said)];
}
