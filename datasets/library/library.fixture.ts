import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shapesVqa } from '#datasets/shapes-vqa/dataset.ts';
import type { DatasetImport, DatasetLibrary, DatasetProgress, DatasetWork } from '#harness/ports/dataset.ts';
import { datasetLibrary } from './library.ts';
import { type VqaFiles, writeVqaFiles } from './vqa-files.fixture.ts';

/** A library in a folder of its own beside generated files of the official format; `remove` takes all of it away. */
export type LibraryFixture = {
  readonly folder: string;
  readonly datasetsFolder: string;
  readonly datasets: DatasetLibrary;
  readonly files: VqaFiles;
  readonly work: DatasetWork;
  readonly progress: DatasetProgress[];
  readonly vqaImport: (overrides?: Partial<Extract<DatasetImport, { kind: 'vqav2' }>>) => DatasetImport;
  readonly jsonlImport: (file: string, overrides?: Partial<DatasetImport>) => DatasetImport;
  readonly remove: () => void;
};

export function libraryFixture(sizes = { questions: 120, images: 30 }): LibraryFixture {
  const folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-library-'));
  const datasetsFolder = join(folder, 'datasets');
  const files = writeVqaFiles(folder, sizes);
  const progress: DatasetProgress[] = [];
  const common = { imagesFolder: files.images, licence: null, importedAt: new Date('2026-01-31T12:00:00Z') };
  return {
    folder,
    datasetsFolder,
    datasets: datasetLibrary(datasetsFolder, [shapesVqa()]),
    files,
    work: { onProgress: (each) => progress.push(each), signal: new AbortController().signal },
    progress,
    vqaImport: (overrides = {}) => ({
      ...common,
      kind: 'vqav2',
      format: 'vqav2',
      id: 'vqav2-val',
      questionsFile: files.questions,
      annotationsFile: files.annotations,
      evaluator: 'vqa-2016',
      ...overrides,
    }),
    jsonlImport: (file, overrides = {}) => ({ ...common, id: 'own', ...overrides, kind: 'jsonl', file }),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
