import type { LaneValue } from '#harness/ports/store.ts';

/** SQL of both engines that gives a store the tables of version 2, with these values; the version itself is not among them. */
export function secondTables(values: readonly LaneValue[]): string {
  const rows = values.map(
    ({ laneId, runId, deviceId, arm, block, value }) =>
      `(${laneId}, '${runId}', '${deviceId}', '${arm}', ${block}, ${value})`,
  );
  return `
    CREATE TABLE launch_values (lane_id integer NOT NULL REFERENCES lanes (id), run_id text NOT NULL REFERENCES runs (id),
      device_id text NOT NULL, arm text NOT NULL, block integer NOT NULL, value double precision NOT NULL,
      PRIMARY KEY (lane_id, run_id, device_id, arm, block));
    ${rows.length === 0 ? '' : `INSERT INTO launch_values VALUES ${rows.join(', ')};`}
    DROP TABLE points;
    DROP TABLE waived;
  `;
}
