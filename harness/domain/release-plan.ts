import type { MetricId } from './metric.ts';

/** A value that a release needs: the whole interval of what was measured must lie on its right side. */
export type Bound = { readonly below: number } | { readonly above: number };

/** One number that a product promises, with what each release needs of it. */
export type ReleaseTarget = {
  readonly id: string;
  readonly label: string;
  readonly metric: MetricId;
  /** The only dataset that it is measured on; any where it is left out. */
  readonly dataset?: string;
  /**
   * `level`: the metric itself, in its unit. `answersPerJoule`: how many more answers a joule gives than with the build that the run
   * was compared with, as a share: 0.1 is 10 % more. Of `energyPerAnswer` alone.
   */
  readonly as: 'level' | 'answersPerJoule';
  /** How the number is measured, for people. */
  readonly how: string;
  /** What the product had when the targets were set; null where there is no number. */
  readonly known: number | null;
  /** By release. On other combinations than the deciding one they hold only where the combination has none of its own. */
  readonly bounds: Readonly<Record<string, Bound>>;
};

/** A model of the product. Its runs are recognised by the name of their candidate. */
export type ModelVariant = {
  readonly id: string;
  /** Labels or bundle identifiers of builds, or models that suites name. */
  readonly names: readonly string[];
};

/** A model variant on a device model. */
export type Combination = {
  readonly variant: string;
  /** Hardware identifier, e.g. `iPhone16,1`. */
  readonly deviceModel: string;
  /** It must have been measured with each of them; with any suite where it is left out, which is only shown. */
  readonly suites?: readonly string[];
  /** Targets of its own by target and release; a combination without any is measured, and has nothing to meet. */
  readonly bounds?: Readonly<Record<string, Readonly<Record<string, Bound>>>>;
};

/** A gate of another tool, read from a file that the tool writes. */
export type ExternalGate =
  | { readonly kind: 'coverage'; readonly label: string; readonly file: string; readonly atLeastPercent: number }
  | { readonly kind: 'sarif'; readonly label: string; readonly file: string; readonly mostCritical: number }
  | { readonly kind: 'checklist'; readonly label: string; readonly file: string };

/** What a product must show to be released. */
export type ReleasePlan = {
  readonly product: string;
  /** In order; each may ask for more than the one before. */
  readonly releases: readonly string[];
  readonly variants: readonly ModelVariant[];
  /** Names that people know device models by. */
  readonly deviceModels: Readonly<Record<string, string>>;
  /** What a release must have evidence of. The first one decides the release; the others are shown. */
  readonly expected: readonly Combination[];
  readonly targets: readonly ReleaseTarget[];
  /** By metric: how much worse, in percent, a release may be than the pinned baseline, all slow changes together. */
  readonly driftBudgetPercent: { readonly [Metric in MetricId]?: number };
  /**
   * The baseline whose build opened the drift budgets, as `baseline set` calls it. Where it is left out, they count what was lost since
   * the build that the candidate was compared with.
   */
  readonly pinnedBaseline?: string;
  readonly externalGates: readonly ExternalGate[];
  /** Evidence that is older counts as missing. */
  readonly staleAfterDays: number;
  /** Who may release anyway. */
  readonly mayOverride: string;
  /** `refuse`: numbers of virtual phones and of other machines meet no target. */
  readonly virtual: 'accept' | 'refuse';
};
