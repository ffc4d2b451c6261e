import type { Exclusion } from '#harness/domain/exclusion.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { parseRun, type Run } from '#harness/domain/run.ts';
import { isTooDeep } from '#harness/domain/too-deep.ts';
import { parseVerdictRecord, type VerdictRecord } from '#harness/domain/verdict-record.ts';
import type { ReportFile } from '#harness/ports/report.ts';
import { BEGINNING, type Hash, nextLink, readLine } from './chain.ts';
import { BUNDLE_FORMAT, formatIn, parsePart, type ReadPart, type RunUse, type Signature } from './parts.ts';

/** A bundle whose chain holds. Whether its decision follows from its launches is another question. */
export type Bundle = {
  /** The link of the chain at its end. */
  readonly address: string;
  /** Of the harness that wrote it. */
  readonly harness: string;
  readonly runs: readonly { readonly use: RunUse; readonly run: Run }[];
  readonly exclusions: readonly Exclusion[];
  readonly record: VerdictRecord;
  readonly reports: readonly ReportFile[];
  readonly signature: Signature | null;
};

/**
 * Reads a bundle line by line. Throws RUN_INVALID for what is no bundle, SCHEMA_TOO_NEW for one of a later format, and
 * BUNDLE_ALTERED where a line is not the one that was written there.
 *
 * @param lines without their ends; the last one is empty where the text ends with the end of a line
 */
export async function readBundle(
  lines: AsyncIterable<string> | Iterable<string>,
  source: string,
  hash: Hash,
): Promise<Bundle> {
  const reader = new BundleReader(source);
  let [chain, number, isEnded] = [BEGINNING, 0, false];
  for await (const line of lines) {
    if (isEnded) throw reader.altered(`something follows line ${number}`);
    if (line === '' && number > 0) {
      isEnded = true;
      continue;
    }
    number += 1;
    const link = readLine(line);
    if (link === null)
      throw number === 1 ? noBundle(source) : reader.altered(`line ${number} is not a line of a bundle`);
    chain = await nextLink(chain, link.part, hash);
    if (chain !== link.chain) throw reader.altered(`line ${number} does not have the hash that the chain has there`);
    reader.take(jsonOf(link.part, number, reader), number, chain);
  }
  if (!isEnded) throw number === 0 ? noBundle(source) : reader.altered('its last line has no end');
  return reader.result();
}

function jsonOf(text: string, number: number, reader: BundleReader): unknown {
  const nonsense = (): BenchError => reader.altered(`line ${number} is not JSON as bundles have it`);
  if (isTooDeep(text)) throw nonsense();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw nonsense();
  }
  // One value has one text, so that no two bundles say the same.
  if (JSON.stringify(json) !== text) throw nonsense();
  return json;
}

/** What may follow what. */
const FOLLOWERS: Readonly<Record<ReadPart['kind'], readonly ReadPart['kind'][]>> = {
  bundle: ['run'],
  run: ['launch', 'secondSession', 'run', 'exclusions'],
  secondSession: ['launch', 'run', 'exclusions'],
  launch: ['launch', 'secondSession', 'run', 'exclusions'],
  exclusions: ['verdicts'],
  verdicts: ['report', 'end'],
  report: ['report', 'end'],
  end: ['signature'],
  signature: [],
};

type OpenRun = Extract<ReadPart, { readonly kind: 'run' }> & { readonly found: unknown[] };
type OpenSession = Extract<ReadPart, { readonly kind: 'secondSession' }> & { readonly found: unknown[] };

class BundleReader {
  readonly #source: string;
  #last: ReadPart['kind'] | null = null;
  #harness = '';
  #runId = '';
  #open: OpenRun | null = null;
  /** Of the open run; its launches are still coming. */
  #second: OpenSession | null = null;
  readonly #runs: { readonly use: RunUse; readonly run: Run }[] = [];
  #exclusions: readonly Exclusion[] = [];
  #record: VerdictRecord | null = null;
  readonly #reports: ReportFile[] = [];
  #address: string | null = null;
  #signature: Signature | null = null;

  constructor(source: string) {
    this.#source = source;
  }

  take(json: unknown, number: number, chain: string): void {
    if (number === 1) this.#refuseFormat(formatIn(json));
    const part = parsePart(json);
    const expected: readonly string[] = this.#last === null ? ['bundle'] : FOLLOWERS[this.#last];
    if (part === null || !expected.includes(part.kind)) {
      throw this.altered(`line ${number} does not belong there`);
    }
    if (part.kind !== 'launch' && part.kind !== 'secondSession') this.#closeRun();
    this.#last = part.kind;
    switch (part.kind) {
      case 'bundle':
        [this.#harness, this.#runId] = [part.harness, part.runId];
        return;
      case 'run':
        this.#open = { ...part, found: [] };
        return;
      case 'secondSession':
        if (this.#second !== null) throw this.altered(`line ${number} does not belong there`);
        this.#second = { ...part, found: [] };
        return;
      case 'launch':
        (this.#second ?? this.#open)?.found.push(part.launch);
        return;
      case 'exclusions':
        this.#exclusions = part.exclusions;
        return;
      case 'verdicts':
        this.#record = this.#parsed(() => parseVerdictRecord(part.record, this.#source));
        return;
      case 'report':
        this.#reports.push({ name: part.name, content: part.content });
        return;
      case 'end':
        if (part.parts !== number - 1) throw this.altered(`it had ${part.parts} parts, and ${number - 1} are there`);
        this.#address = chain;
        return;
      case 'signature':
        this.#signature = part;
    }
  }

  result(): Bundle {
    if (this.#address === null || this.#record === null) throw this.altered('its end is missing');
    const [judged, ...others] = this.#runs;
    const ids = new Set(this.#runs.map(({ run }) => run.id));
    if (judged?.use !== 'judged' || others.some(({ use }) => use === 'judged') || ids.size < this.#runs.length) {
      throw this.altered('it does not have one run that was judged, and each run once');
    }
    if (judged.run.id !== this.#runId || this.#record.runId !== this.#runId) {
      throw this.altered(`its verdicts are on ${this.#record.runId}, and its run is ${judged.run.id}`);
    }
    return {
      address: this.#address,
      harness: this.#harness,
      runs: this.#runs,
      exclusions: this.#exclusions,
      record: this.#record,
      reports: this.#reports,
      signature: this.#signature,
    };
  }

  altered(what: string, meaning = 'It proves nothing.'): BenchError {
    return new BenchError('BUNDLE_ALTERED', `${this.#source} is not as it was written: ${what}.`, {
      remedy: `${meaning} Take it from where it was published, or write it again with: fastvlm-bench bundle RUN`,
    });
  }

  #refuseFormat(format: number | null): void {
    if (format === null) throw noBundle(this.#source);
    if (format === BUNDLE_FORMAT) return;
    if (!Number.isInteger(format) || format < BUNDLE_FORMAT) throw this.altered(`no format ${format} was ever written`);
    throw new BenchError(
      'SCHEMA_TOO_NEW',
      `${this.#source} is a bundle of format ${format}; this fastvlm-bench reads up to ${BUNDLE_FORMAT}.`,
      { remedy: 'Update fastvlm-bench to the version that wrote it.' },
    );
  }

  #closeRun(): void {
    if (this.#open === null) return;
    const { use, header, found } = this.#open;
    this.#refuseOtherCount('one of its runs', this.#open);
    if (this.#second !== null) this.#refuseOtherCount('one of its second sessions', this.#second);
    // Only from a part of its own: each launch has its line.
    const secondSession =
      this.#second === null ? {} : { secondSession: { ...this.#second.header, launches: this.#second.found } };
    if ('secondSession' in header) throw this.altered('one of its runs has a second session without a line of its own');
    [this.#open, this.#second] = [null, null];
    const json = { ...header, launches: found, ...secondSession };
    this.#runs.push({ use, run: this.#parsed(() => parseRun(json, this.#source)) });
  }

  #refuseOtherCount(of: string, { launches, found }: OpenRun | OpenSession): void {
    if (found.length === launches) return;
    throw this.altered(`${of} had ${launches} launches, and ${found.length} are there`);
  }

  /** What no harness has written was altered, although the chain was made to fit. */
  #parsed<T>(parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof BenchError) || error.code !== 'RUN_INVALID') throw error;
      throw this.altered(
        error.message.replace(/\.$/, ''),
        `If version ${this.#harness} reads it, use that version; otherwise it proves nothing.`,
      );
    }
  }
}

function noBundle(source: string): BenchError {
  return new BenchError('RUN_INVALID', `${source} is not an evidence bundle.`, {
    remedy: 'Name a file that fastvlm-bench bundle has written.',
  });
}
