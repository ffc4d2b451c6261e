import type { GraphContent, ModelGraph } from '#harness/domain/model-graph.ts';
import { CompiledMetadata } from './compiled-metadata.ts';
import { readCoreMl } from './core-ml.ts';
import type { ReadGraph } from './graph-tally.ts';
import { MilText } from './mil-text.ts';
import { readOnnx } from './onnx.ts';
import { type Reading, UnreadableError, WireReader } from './wire-reader.ts';

export type GraphFile = { readonly content: GraphContent; readonly external: readonly string[] };

/** Reads a model graph from its file's bytes as they go by. Never throws: what it cannot read is its answer. */
export interface GraphReader {
  push(chunk: Uint8Array): void;
  end(): GraphFile;
}

/** A reader of the file's graph; null for a file that holds none. @param bytes of the file */
export function graphReader(name: string, bytes: number): GraphReader | null {
  switch (graphFormatOf(name)) {
    case 'ONNX':
      return wireGraph((wire) => readOnnx(wire, bytes));
    case 'Core ML':
      return /\.mlmodel$/i.test(name)
        ? wireGraph((wire) => readCoreMl(wire, bytes))
        : textGraph(isMetadata(name) ? new CompiledMetadata() : new MilText());
    case null:
      return null;
  }
}

/** By its name: nothing else says what a file is before it is read. */
export function graphFormatOf(name: string): ModelGraph['format'] | null {
  if (/\.onnx$/i.test(name)) return 'ONNX';
  return /\.mlmodel$|\.mlmodelc\/(?:model\.mil|metadata\.json)$/i.test(name) ? 'Core ML' : null;
}

/** Whether a file only adds to what another one says of the graph. */
export function isMetadata(name: string): boolean {
  return /\.json$/i.test(name);
}

function wireGraph(start: (wire: WireReader) => Reading<ReadGraph>): GraphReader {
  const wire = new WireReader();
  const reading = start(wire);
  let found: GraphFile | null = null;
  const advance = (): void => {
    if (found !== null) return;
    found = guarded(() => {
      const step = reading.next();
      return step.done === true ? step.value : null;
    });
  };
  return {
    push: (chunk) => {
      wire.feed(chunk);
      advance();
    },
    end: () => {
      wire.close();
      advance();
      return found ?? unread('it is cut off');
    },
  };
}

function textGraph(text: MilText | CompiledMetadata): GraphReader {
  let failed: GraphFile | null = null;
  return {
    push: (chunk) => {
      failed ??= guarded(() => {
        text.push(chunk);
        return null;
      });
    },
    end: () => failed ?? guarded(() => text.end()) ?? unread('it is cut off'),
  };
}

/** Null while there is no answer. */
function guarded(read: () => ReadGraph | null): GraphFile | null {
  try {
    const graph = read();
    return graph === null ? null : { content: { kind: 'read', summary: graph.summary }, external: graph.external };
  } catch (error) {
    if (error instanceof UnreadableError) return unread(error.message);
    // What a file can make of us must not keep its build from being measured.
    return unread(`this harness failed at it (${error instanceof Error ? error.message : String(error)})`);
  }
}

function unread(reason: string): GraphFile {
  return { content: { kind: 'unread', reason }, external: [] };
}
