/** What a block of a pass costs on a device, in minutes. */
export type BlockCost = {
  readonly blockMinutes: number;
  /** With the preparation launch after it. */
  readonly installMinutes: number;
  /** Whether both builds stay installed: then a block installs nothing. */
  readonly bothStay: boolean;
};

/**
 * Installations a block of two builds that take each other's place: one between its launches, and one in every second
 * pair of blocks between them, for the two blocks of a pair mirror each other and every pair starts with either arm.
 */
const INSTALLS_PER_BLOCK = 1.25;

/** Device time of so many blocks, discarded first launches included: they cost what a block costs. */
export function passMinutes(blocks: number, areFirstDiscarded: boolean, cost: BlockCost): number {
  const installing = cost.bothStay ? 0 : INSTALLS_PER_BLOCK * cost.installMinutes;
  return (blocks + (areFirstDiscarded ? 1 : 0)) * (cost.blockMinutes + installing);
}

/** A pass as time is shared out: the blocks that its suite plans and what one costs. */
export type TimedPass = BlockCost & { readonly blocks: number; readonly areFirstDiscarded: boolean };

/**
 * Whole blocks of each pass that fit into so many minutes, shared out as the suite shares its own time: all passes grow
 * and shrink alike. Never below zero.
 */
export function blocksWithin(minutes: number, passes: readonly TimedPass[]): readonly number[] {
  const own = passes.map((pass) => passMinutes(pass.blocks, pass.areFirstDiscarded, pass));
  const total = own.reduce((sum, part) => sum + part, 0);
  return passes.map((pass, index) => {
    const share = total === 0 ? 0 : (minutes * (own[index] ?? 0)) / total;
    const perBlock = passMinutes(1, false, pass);
    const first = pass.areFirstDiscarded ? 1 : 0;
    return perBlock === 0 ? pass.blocks : Math.max(0, Math.floor(share / perBlock - first + 1e-9));
  });
}
