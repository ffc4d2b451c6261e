import { ImageProblem } from './problem.ts';

/** What the markers of a JPEG say of it, without its pixels. */
export type JpegHeader = {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  /** Whether an Adobe marker says what four components mean. */
  readonly hasAdobeMarker: boolean;
  /** The offset behind the end-of-image marker; null where the file ends without one. */
  readonly end: number | null;
};

const MARKER = 0xff;
const [START_OF_IMAGE, END_OF_IMAGE, START_OF_SCAN, ADOBE] = [0xd8, 0xd9, 0xda, 0xee];
/** Start-of-frame markers: C0 to CF but for DHT (C4), JPG (C8) and DAC (CC). */
const NO_FRAMES: ReadonlySet<number> = new Set([0xc4, 0xc8, 0xcc]);
/** Kinds of frame that neither browsers nor iOS read. The baseline, extended and progressive ones (C0 to C2) are read. */
const FRAME_NAMES: Readonly<Record<number, string>> = {
  0xc3: 'a lossless',
  0xc5: 'a hierarchical',
  0xc6: 'a hierarchical',
  0xc7: 'a hierarchical',
  0xc9: 'an arithmetic-coded',
  0xca: 'an arithmetic-coded',
  0xcb: 'an arithmetic-coded',
  0xcd: 'an arithmetic-coded',
  0xce: 'an arithmetic-coded',
  0xcf: 'an arithmetic-coded',
};
/** An honest progressive file has about ten; a decoder walks through all pixels in each. */
const MAX_SCANS = 500;

type Frame = Pick<JpegHeader, 'width' | 'height' | 'components'>;

/**
 * Walks through the markers of a JPEG up to its end, over the coded pixels too. Throws ImageProblem for kinds of JPEG that
 * are not read and for a file that breaks off before its pixels.
 */
export function readJpegHeader(bytes: Buffer): JpegHeader {
  let [at, scans, hasAdobeMarker]: [number, number, boolean] = [2, 0, false];
  let frame: Frame | null = null;
  const found = (end: number | null): JpegHeader => {
    if (frame === null || scans === 0) throw new ImageProblem('is truncated: it ends before its pixels');
    return { ...frame, hasAdobeMarker, end };
  };
  for (;;) {
    at = nextMarker(bytes, at);
    const marker = bytes[at + 1];
    if (marker === undefined) return found(null);
    at += 2;
    if (marker === END_OF_IMAGE) return found(at);
    if (isAlone(marker)) continue;
    const length = at + 2 > bytes.length ? 0 : bytes.readUInt16BE(at);
    if (length < 2 || at + length > bytes.length) return found(null);
    if (isFrame(marker)) frame = readFrame(bytes.subarray(at, at + length), marker);
    else if (marker === ADOBE && bytes.toString('latin1', at + 2, at + 7) === 'Adobe') hasAdobeMarker = true;
    else if (marker === START_OF_SCAN) {
      scans += 1;
      if (scans > MAX_SCANS)
        throw new ImageProblem(`has more than ${MAX_SCANS} scans, far more than any camera writes`);
    }
    at += length;
  }
}

/** The offset of the next marker: behind a scan that is where the coded pixels end. */
function nextMarker(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(MARKER, from); at !== -1; at = bytes.indexOf(MARKER, at + 1)) {
    const code = bytes[at + 1];
    if (code !== 0 && code !== MARKER) return at;
  }
  return bytes.length;
}

/** Markers without a length: restarts inside a scan, a second start, and TEM. */
function isAlone(marker: number): boolean {
  return (marker >= 0xd0 && marker <= START_OF_IMAGE) || marker === 0x01;
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.has(marker);
}

function readFrame(segment: Buffer, marker: number): Frame {
  if (segment.length < 8) throw new ImageProblem('is broken: its start of frame is too short');
  const kind = FRAME_NAMES[marker];
  if (kind !== undefined) throw new ImageProblem(`is ${kind} JPEG; only baseline and progressive JPEG can be read`);
  const precision = segment[2] ?? 0;
  if (precision !== 8) throw new ImageProblem(`is a JPEG of ${precision} bits per sample; only 8 bits can be read`);
  const components = segment[7] ?? 0;
  return { width: segment.readUInt16BE(5), height: segment.readUInt16BE(3), components };
}
