import type { Publication, Publisher, WebhookTarget } from '#harness/ports/publish.ts';
import { type ActionLine, publicationOf, settled } from '#reports/publish/attempts.ts';
import { type ApiLimits, restApi } from '#reports/publish/rest/api.ts';
import { WEBHOOK } from './dialect.ts';
import { decisionEvent, type DecisionEvent } from './event.ts';
import { signatureOf } from './signature.ts';

/** Sends the decision on a run to an address. */
export function webhookPublisher(target: WebhookTarget, limits: ApiLimits): Publisher {
  const { url, secret } = target;
  const nothing: Publication = { done: [], skipped: ['nothing was sent: a webhook gets decisions only'], failed: [] };
  return {
    id: 'webhook',
    announce: async () => nothing,
    abandon: async () => nothing,
    publish: async (report) => {
      const job = target.jobUrl ?? report.run.source?.ciUrl ?? null;
      const unsigned: ActionLine = { kind: 'skipped', line: 'no signature: FASTVLM_BENCH_WEBHOOK_SECRET is not set' };
      return publicationOf(
        [
          ...(secret === null ? [{ action: unsigned }] : []),
          await settled(send(decisionEvent(report, { report: target.reportUrl, job }))),
        ],
        null,
      );
    },
  };

  async function send(event: DecisionEvent): Promise<ActionLine> {
    const body = JSON.stringify(event);
    await restApi(WEBHOOK, { ...limits, apiUrl: url, token: '' }).request({
      method: 'POST',
      path: url,
      body,
      headers: {
        'x-fastvlm-bench-event': 'decision',
        'x-fastvlm-bench-delivery': event.id,
        ...(secret === null ? {} : { 'x-fastvlm-bench-signature-256': signatureOf(body, secret) }),
      },
      what: 'send the decision',
      permission: '',
      // A receiver drops what has the same id.
      isRepeatable: true,
    });
    return { kind: 'done', line: `sent the decision to ${new URL(url).host}` };
  }
}
