import type { Policy } from '#harness/domain/decision.ts';

/**
 * With 12 launches of each build an unchanged one passes on one phone after 13 blocks instead of 20; slowness in up to 22 % of
 * launches may stay unseen instead of 14 % (benchmarks/commands/tails.ts).
 */
const OF_A_PULL_REQUEST = 12;

/**
 * With how many launches of each build runs under a policy are content, where their suite asks for more before a look ends a
 * pass as unharmed; null where they are not. A pull request wants its answer soon; a release asks for what the suite does.
 */
export function mostToPass({ id }: Policy): number | null {
  return id === 'pr' ? OF_A_PULL_REQUEST : null;
}
