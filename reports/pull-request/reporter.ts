import type { Reporter } from '#harness/ports/report.ts';
import { pullRequestText } from './comment.ts';

/** `comment.md`: the comment on a pull request, as the first of its suite. */
export function pullRequestReporter(): Reporter {
  return {
    id: 'pull-request',
    render: async (input) => [
      { name: 'comment.md', content: `${pullRequestText(input).comment({ earlier: [], reportUrl: null })}\n` },
    ],
  };
}
