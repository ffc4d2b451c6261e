import { dirname, join } from 'node:path/posix';
import { isBuiltin } from 'node:module';
import { PACKAGE_HOMES, PURE_MODULES, type Room, ROOMS } from './rooms.ts';
import type { SourceFacts } from './source-facts.ts';

/** Files of ours by their path from the root of the project. */
export type Sources = ReadonlyMap<string, SourceFacts>;

/** The `imports` of package.json, such as `"#harness/*": "./harness/*"`. */
export type Aliases = Readonly<Record<string, string>>;

/**
 * Every breach of the rooms, and every circle, as a sentence. Test files and test support may import more than their
 * room: they drive the real thing. Nothing imports them.
 */
export function breaches(sources: Sources, aliases: Aliases): readonly string[] {
  const own = new Map([...sources].filter(([file]) => !isTestFile(file)));
  const graph = new Map(
    [...own].map(([file, { imports }]) => [
      file,
      imports.flatMap((specifier) => fileOf(file, specifier, aliases) ?? []),
    ]),
  );
  return [...[...own].flatMap(([file, facts]) => breachesOf(file, facts, sources, aliases)), ...circlesIn(graph)];
}

function breachesOf(file: string, { imports, ambient }: SourceFacts, sources: Sources, aliases: Aliases): string[] {
  const room = ROOMS.filter(({ path }) => isInside(file, path)).toSorted((a, b) => b.path.length - a.path.length)[0];
  if (room === undefined) return [`${file} is in no room of harness/architecture/rooms.ts`];
  const found = imports.flatMap((specifier) => {
    const target = fileOf(file, specifier, aliases);
    if (target === null) return packageBreach(file, room, specifier);
    if (!sources.has(target)) return [`${file} imports ${specifier}, which leads to no file`];
    const isAllowed = isInside(target, room.path) || room.mayImport.some((path) => isInside(target, path));
    return isAllowed ? [] : [`${file} may not import ${target}`];
  });
  return room.isPure ? [...found, ...ambient.map((read) => `${file} is pure but reads ${read}`)] : found;
}

function packageBreach(file: string, room: Room, specifier: string): readonly string[] {
  if (room.isPure && isBuiltin(specifier) && !PURE_MODULES.includes(specifier)) {
    return [`${file} is pure but imports ${specifier}`];
  }
  const homes = PACKAGE_HOMES[packageOf(specifier)];
  if (homes === undefined || homes.some((home) => isInside(file, home))) return [];
  return [`${file} may not import ${specifier}: its home is ${homes.join(', ')}`];
}

/** The file of ours that an import leads to; null where it is a package or a module of Node. */
function fileOf(file: string, specifier: string, aliases: Aliases): string | null {
  if (specifier.startsWith('.')) return join(dirname(file), specifier);
  for (const [alias, target] of Object.entries(aliases)) {
    const [before = '', after = ''] = alias.split('*');
    if (!specifier.startsWith(before) || !specifier.endsWith(after)) continue;
    return join(target.replace('*', specifier.slice(before.length, specifier.length - after.length)));
  }
  return null;
}

/** The shortest circle through each file that is in one, each found once. */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found = new Set<string>();
  return [...graph.keys()].flatMap((file) => {
    if (found.has(file)) return [];
    const circle = circleFrom(file, graph);
    if (circle === null) return [];
    for (const member of circle) found.add(member);
    return [`${[...circle, file].join(' imports ')}: a circle`];
  });
}

function circleFrom(start: string, graph: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const file of queue) {
    for (const next of graph.get(file) ?? []) {
      if (next === start) return pathTo(file, start, cameFrom);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, file);
      queue.push(next);
    }
  }
  return null;
}

function pathTo(end: string, start: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const path = [end];
  for (let file = end; file !== start;) {
    file = cameFrom.get(file) ?? start;
    path.unshift(file);
  }
  return path;
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function isTestFile(file: string): boolean {
  return /\.(test|fixture)\.ts$/.test(file);
}
