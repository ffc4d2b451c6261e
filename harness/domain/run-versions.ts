/**
 * The one place that knows how older formats of a run looked: their JSON is turned into that of today's format, and only that
 * is parsed. What is no run is left as it is, for the parser to refuse.
 */
import { isRecord } from './plain-data.ts';

const PHONE_TICK_MS = 1000;

type Json = Readonly<Record<string, unknown>>;

/** The header of a run of any format, without its launches or with them, as one of today's format. */
export function upgradeRun(json: unknown, today: number): unknown {
  if (!isRecord(json) || !isOld(json['schemaVersion'], today)) return json;
  const { launches } = json;
  return {
    ...upgradeHeader(json),
    schemaVersion: today,
    ...(Array.isArray(launches) ? { launches: launches.map(upgradeLaunch) } : {}),
  };
}

/**
 * A launch of any format as one of today's. It goes by what it finds: the journal of an old run that was resumed also holds
 * launches of today.
 */
export function upgradeLaunch(json: unknown): unknown {
  if (!isRecord(json)) return json;
  return {
    ...json,
    before: upgradeState(json['before']),
    after: upgradeState(json['after']),
    fingerprint: upgradeFingerprint(json['fingerprint']),
    outcome: upgradeOutcome(json['outcome']),
  };
}

function upgradeHeader({ baseline, baselineRunId, environment, ...json }: Json): Json {
  return {
    ...json,
    candidate: upgradeBuild(json['candidate']),
    artefacts: { ...pathOf(baseline), ...pathOf(json['candidate']) },
    reference: referenceOf(baseline, baselineRunId ?? null),
    devices: Array.isArray(json['devices']) ? json['devices'].map(upgradeDevice) : json['devices'],
    environments: environmentsOf(environment, json['devices']),
    // Runs of format 1 kept none.
    questions: json['questions'] ?? [],
  };
}

function referenceOf(baseline: unknown, runId: unknown): Json {
  if (isRecord(baseline)) return { kind: 'remeasured', build: upgradeBuild(baseline), runId };
  return runId === null ? { kind: 'none' } : { kind: 'stored', runId };
}

/** One machine measured all devices. */
function environmentsOf(environment: unknown, devices: unknown): unknown {
  if (!isRecord(environment) || !Array.isArray(devices)) return undefined;
  return [{ ...environment, deviceIds: devices.map((device) => (isRecord(device) ? device['id'] : undefined)) }];
}

/** All builds were apps for iPhones, and had their path in them. */
function upgradeBuild(build: unknown): unknown {
  if (!isRecord(build)) return build;
  const { path: _path, bundleId, buildNumber, minimumOsVersion, binaryUuid, ...others } = build;
  const { executable, otherBinaryUuids, ...rest } = others;
  const identity = { kind: 'ios', bundleId, buildNumber, minimumOsVersion, binaryUuid };
  return { ...rest, identity: { ...identity, ...given({ executable, otherBinaryUuids }) } };
}

function pathOf(build: unknown): Json {
  return isRecord(build) && typeof build['id'] === 'string' ? { [build['id']]: build['path'] } : {};
}

function given(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** All apps were apps for iPhones. */
function upgradeFingerprint(fingerprint: unknown): unknown {
  if (!isRecord(fingerprint) || fingerprint['identity'] !== undefined) return fingerprint;
  const { bundleId, buildNumber, binaryUuid, ...rest } = fingerprint;
  return { ...rest, identity: { kind: 'ios', bundleId, buildNumber, binaryUuid } };
}

/** All devices were phones. */
function upgradeDevice(device: unknown): unknown {
  if (!isRecord(device)) return device;
  const { powerRefreshMs, powerTickMs, ...rest } = device;
  const energy = { refreshMs: powerRefreshMs, tickMs: powerTickMs ?? PHONE_TICK_MS };
  return {
    ...rest,
    capabilities: { energy, thermal: true, battery: true, peakMemory: true, coldLoad: true, install: 'replaces' },
  };
}

/** What powered the device was not recorded before 0.2. */
function upgradeState(state: unknown): unknown {
  return isRecord(state) && state['supply'] === undefined ? { ...state, supply: null } : state;
}

/** Format 1 did not record whether an answer is the one that most people gave. */
function upgradeOutcome(outcome: unknown): unknown {
  const iterations: unknown = isRecord(outcome) ? outcome['iterations'] : undefined;
  if (!isRecord(outcome) || !Array.isArray(iterations)) return outcome;
  const isKnown = iterations.every((iteration) => !isRecord(iteration) || iteration['agrees'] !== undefined);
  return isKnown ? outcome : { ...outcome, iterations: iterations.map(withAgreement) };
}

function withAgreement(iteration: unknown): unknown {
  return isRecord(iteration) ? { agrees: null, ...iteration } : iteration;
}

function isOld(version: unknown, today: number): boolean {
  return Number.isInteger(version) && Number(version) >= 1 && Number(version) < today;
}
