import type { World } from './world.ts';

/** Who is at the terminal, as the CI or the system says; null where neither does. */
export function whoIsThere({ environment }: Pick<World, 'environment'>): string | null {
  const name =
    environment['GITHUB_ACTOR'] ?? environment['GITLAB_USER_LOGIN'] ?? environment['USER'] ?? environment['USERNAME'];
  return name === undefined || name === '' ? null : name;
}
