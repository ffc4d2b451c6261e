import type { Policy } from '#harness/domain/decision.ts';

/**
 * Whether runs under a policy end as soon as their gate is certain to fail, unless somebody asks for something else. A pull
 * request wants its answer soon; a release wants to know all of it.
 */
export function endsWhenSure({ id }: Policy): boolean {
  return id === 'pr';
}
