/** What a part of a build has to do with: it may have moved the metrics of that. */
export type Concern = 'vision' | 'language' | 'preprocessing' | 'memory' | 'anything';

/** Something that is not the same in both builds, or on both occasions. */
export type Difference = {
  readonly kind: 'graph' | 'computeUnits' | 'file' | 'executable' | 'entitlements' | 'toolchain' | 'system';
  /** A file or graph by its name in the candidate, else what it is: `executable`. */
  readonly name: string;
  /** In what it differs, each in a few words; empty where only bytes are known. */
  readonly what: readonly string[];
  readonly concern: Concern;
};
