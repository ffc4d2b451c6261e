/** Pictures that a report shows, each once, however many rows show it. */
export type Pictures = {
  /** The place of a picture among those that are shown; null where there is none. */
  readonly indexOf: (key: string) => number | null;
  /** Those that were asked for so far, as data URIs. */
  readonly shown: readonly string[];
};

/** Pixels and nothing else: an address could call somebody, a drawing could hold a program. */
const PICTURE = /^data:image\/(?:jpeg|png|webp|gif);base64,[A-Za-z0-9+/]+={0,2}$/;

/** @param thumbnails data URIs by image; what is no picture is left out */
export function picturesOf(thumbnails: ReadonlyMap<string, string>): Pictures {
  const shown: string[] = [];
  const places = new Map<string, number>();
  const indexOf = (key: string): number | null => {
    const known = places.get(key);
    if (known !== undefined) return known;
    const uri = thumbnails.get(key);
    if (uri === undefined || !PICTURE.test(uri)) return null;
    places.set(key, shown.length);
    return shown.push(uri) - 1;
  };
  return { indexOf, shown };
}
