/** Whole nanoseconds since the process started, on a clock that never steps. */
export function nanosecondsSinceStart(): number {
  return Number(process.hrtime.bigint() - START_NS);
}

const START_NS = process.hrtime.bigint() - BigInt(Math.round(performance.now() * 1e6));
