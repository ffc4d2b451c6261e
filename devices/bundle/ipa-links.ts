/** What an app's folder holds, by canonical paths below it. */
export type AppTree<File> = {
  readonly files: ReadonlyMap<string, File>;
  /** Where symbolic links point, as it is written in them. */
  readonly links: ReadonlyMap<string, string>;
};

/** Where a path leads when its links are followed. */
export type Destination =
  | { readonly kind: 'inside'; readonly path: string }
  | { readonly kind: 'leaves' | 'loop'; readonly link: string };

/** As many as Darwin follows (MAXSYMLINKS). */
const MAX_FOLLOWED = 32;

/** Follows the links along a path. What lies there, if anything, is not looked at. */
export function follow(path: string, links: ReadonlyMap<string, string>): Destination {
  const place: string[] = [];
  const ahead = partsOf(path);
  let link = path;
  for (let followed = 0, part = ahead.shift(); part !== undefined; part = ahead.shift()) {
    if (part === '..') {
      if (place.pop() === undefined) return { kind: 'leaves', link };
      continue;
    }
    place.push(part);
    const target = links.get(place.join('/'));
    if (target === undefined) continue;
    link = place.join('/');
    followed += 1;
    if (followed > MAX_FOLLOWED) return { kind: 'loop', link };
    if (target.startsWith('/')) return { kind: 'leaves', link };
    place.pop();
    ahead.unshift(...partsOf(target));
  }
  return { kind: 'inside', path: place.join('/') };
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** A link whose file or folder cannot be counted, and why. */
export type BadLink = { readonly link: string; readonly why: 'leads to nothing' | 'leads in a circle' };

/**
 * Every file below a folder, links followed, by its path below the folder; or the first link that cannot be followed.
 */
export function filesBelow<File>(
  folder: string,
  tree: AppTree<File>,
  limit: number,
): ReadonlyMap<string, File> | BadLink {
  const children = childrenOf(tree);
  const found = new Map<string, File>();
  const walk = (place: string, name: string, around: readonly string[]): BadLink | null => {
    for (const child of children.get(place) ?? []) {
      const path = place === '' ? child : `${place}/${child}`;
      const shown = name === '' ? child : `${name}/${child}`;
      const destination = follow(path, tree.links);
      if (destination.kind !== 'inside') return { link: path, why: 'leads in a circle' };
      const file = tree.files.get(destination.path);
      if (file !== undefined) found.set(shown, file);
      else if (!children.has(destination.path)) return { link: path, why: 'leads to nothing' };
      else if ([...around, place].includes(destination.path)) return { link: path, why: 'leads in a circle' };
      else {
        const bad = walk(destination.path, shown, [...around, place]);
        if (bad !== null) return bad;
      }
      if (found.size > limit) return { link: path, why: 'leads in a circle' };
    }
    return null;
  };
  const start = follow(folder, tree.links);
  if (start.kind !== 'inside') return { link: folder, why: 'leads in a circle' };
  return walk(start.path, '', []) ?? found;
}

/** The names in each folder. */
function childrenOf(tree: AppTree<unknown>): ReadonlyMap<string, ReadonlySet<string>> {
  const children = new Map<string, Set<string>>();
  for (const path of [...tree.files.keys(), ...tree.links.keys()]) {
    let at = path.length;
    while (at >= 0) {
      const slash = path.lastIndexOf('/', at - 1);
      const folder = slash === -1 ? '' : path.slice(0, slash);
      const names = children.get(folder) ?? new Set<string>();
      children.set(folder, names);
      const name = path.slice(slash + 1, at);
      // The folders above are known once their first entry is.
      if (names.has(name)) break;
      names.add(name);
      at = slash;
    }
  }
  return children;
}
