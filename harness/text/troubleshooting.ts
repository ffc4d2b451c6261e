/** The package has the page too, so that it can be read without a network. */
export const TROUBLESHOOTING = 'docs/troubleshooting.md';

/** Where the page explains a code of a fault: `docs/troubleshooting.md#tunnel_lost`. An app names its own errors as it likes. */
export function troubleshooting(code: string): string {
  const [, known = ''] = /^([A-Z_]+)/.exec(code) ?? [];
  const section = known.startsWith('AGENT_') && !OF_AGENT.has(known) ? 'AGENT_' : known;
  return section === '' ? TROUBLESHOOTING : `${TROUBLESHOOTING}#${section.toLowerCase()}`;
}

/** Errors of apps that have a section of their own. */
const OF_AGENT: ReadonlySet<string> = new Set([
  'AGENT_DATA_MISSING',
  'AGENT_DEADLINE',
  'AGENT_OUT_OF_MEMORY',
  'AGENT_STORAGE_FULL',
]);
