/** What the engine needs of datasets. */
import type { AnswerScore, DatasetReference, Question } from '#harness/domain/dataset.ts';

/** Questions with images and reference answers, and the evaluator that scores answers against them. */
export interface Dataset {
  readonly id: string;
  /**
   * Verifies what it reads against the manifest. Throws UNKNOWN_DATASET for an unknown subset, DATASET_INVALID for
   * broken files.
   */
  load(subset: string): Promise<LoadedDataset>;
}

export type LoadedDataset = {
  readonly reference: DatasetReference;
  readonly questions: readonly Question[];
  /** Null where the question has no reference answers. */
  score(question: Question, answer: string): AnswerScore | null;
};

/** How far long work on a dataset has come: bytes of a file, or a number of images. */
export type DatasetProgress = {
  readonly step: 'questions' | 'annotations' | 'images';
  readonly done: number;
  readonly total: number;
};

export type DatasetWork = {
  readonly onProgress: (progress: DatasetProgress) => void;
  readonly signal: AbortSignal;
};

/** A public dataset whose questions and answers are in one file. */
export type ListedFormatId = 'vizwiz' | 'textvqa' | 'gqa';

/** Data to import: the official files of a public dataset, or a file of one's own with a question a line. */
export type DatasetImport = {
  readonly id: string;
  readonly imagesFolder: string;
  /** Null for what the files themselves say. */
  readonly licence: string | null;
  readonly importedAt: Date;
} & (
  | {
      readonly kind: 'vqav2';
      /** OK-VQA has the same files with other ids. */
      readonly format: 'vqav2' | 'okvqa';
      readonly questionsFile: string;
      /** Null for a split whose answers are not published: it has no accuracy. */
      readonly annotationsFile: string | null;
      readonly evaluator: string;
    }
  | { readonly kind: 'listed'; readonly format: ListedFormatId; readonly file: string }
  | { readonly kind: 'jsonl'; readonly file: string }
);

/** What a dataset holds, as its manifest says. */
export type DatasetSummary = {
  readonly id: string;
  readonly origin: 'shipped' | 'imported';
  readonly questions: number;
  readonly images: number;
  readonly evaluator: string;
  readonly licence: string;
  readonly subsets: readonly string[];
};

/** A dataset in a list; `problem` says why its manifest cannot be read. */
export type DatasetEntry = DatasetSummary | { readonly id: string; readonly problem: string };

export type SubsetRequest = {
  readonly dataset: string;
  readonly questions: number;
  readonly seed: number;
  /** `gate` subsets never change; those of `audit` change with the month and share no image with any `gate` subset. */
  readonly rotation: { readonly kind: 'gate' } | { readonly kind: 'audit'; readonly month: string };
};

/** A selection of a dataset's questions, drawn and kept under its name. */
export type DrawnSubset = {
  readonly name: string;
  readonly sha256: string;
  readonly evaluator: string;
  readonly images: number;
  readonly strata: readonly { readonly answerType: string; readonly questions: number; readonly of: number }[];
  /** The file that lists it. */
  readonly content: string;
};

/** The datasets at hand: those that ship and those that were imported. */
export interface DatasetLibrary {
  find(id: string): Promise<Dataset | null>;
  list(): Promise<readonly DatasetEntry[]>;
  /** Takes data in; images stay where they are. Throws FILE_NOT_FOUND, or DATASET_INVALID that names what is broken. */
  import(request: DatasetImport, work: DatasetWork): Promise<DatasetSummary>;
  /** Removes an imported dataset with its subsets; the images stay where they are. Throws UNKNOWN_DATASET, USAGE. */
  remove(id: string): Promise<void>;
  /** Reads every file of a dataset again. What differs from its manifest, a sentence each. Throws UNKNOWN_DATASET. */
  verify(id: string, work: DatasetWork): Promise<readonly string[]>;
  /**
   * The same request gives the same subset on every machine. Throws UNKNOWN_DATASET, and USAGE where there are too few
   * questions.
   */
  drawSubset(request: SubsetRequest): Promise<DrawnSubset>;
}
