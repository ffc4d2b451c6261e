import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { datasetsDirOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import { type LibraryOptions, placesOf } from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';
import type { ListedFormatId } from '#harness/ports/dataset.ts';
import type { ImportSource } from '#harness/workflow/import-dataset.ts';

type NewDataset = LibraryOptions & { readonly name: string; readonly licence?: string };
type VqaOptions = NewDataset & {
  readonly questions: string;
  readonly annotations?: string;
  readonly images: string;
  readonly evaluator: string;
};
type ListedOptions = NewDataset & { readonly questions: string; readonly images: string };
type JsonlOptions = NewDataset & { readonly file: string; readonly images: string };
type FolderOptions = NewDataset & { readonly dir: string };
/** The file of questions in a folder that holds its images too. */
const QUESTIONS_FILE = 'questions.jsonl';

const VQA_FORMATS = [
  [
    'vqav2',
    {
      about: 'the official files of VQAv2 (https://visualqa.org/download.html)',
      questions: 'v2_OpenEnded_mscoco_val2014_questions.json',
      annotations: 'v2_mscoco_val2014_annotations.json',
      name: 'vqav2-val',
    },
  ],
  [
    'okvqa',
    {
      about: 'the official files of OK-VQA (https://okvqa.allenai.org/download.html)',
      questions: 'OpenEnded_mscoco_val2014_questions.json',
      annotations: 'mscoco_val2014_annotations.json',
      name: 'okvqa-val',
    },
  ],
] as const;

type ListedHelp = {
  readonly about: string;
  readonly questions: string;
  readonly images: string;
  /** The default name of the dataset. */
  readonly name: string;
};

const LISTED_FORMATS: Readonly<Record<ListedFormatId, ListedHelp>> = {
  vizwiz: {
    about: 'the annotations of VizWiz-VQA (https://vizwiz.org/tasks-and-datasets/vqa/)',
    questions: 'Annotations/val.json',
    images: 'the images of the same split, e.g. val',
    name: 'vizwiz-val',
  },
  textvqa: {
    about: 'the questions of TextVQA (https://textvqa.org/dataset/)',
    questions: 'TextVQA_0.5.1_val.json',
    images: 'train_images, which holds the images of val too',
    name: 'textvqa-val',
  },
  gqa: {
    about: 'the questions of GQA (https://cs.stanford.edu/people/dorarad/gqa/download.html)',
    questions: 'testdev_balanced_questions.json',
    images: 'the folder images',
    name: 'gqa-testdev',
  },
};

function licenceOption(): Option {
  return new Option('--licence <text>', 'licence of the data (default: the licence in the files)');
}

/** Adds what imports data to the command of datasets. */
export function addDatasetImports(datasets: Command, { world, end }: Program): void {
  const imports = datasets.command('import').description('import data of your own; images stay where they are');
  for (const [format, { about, questions, annotations, name }] of VQA_FORMATS) {
    imports
      .command(format)
      .description(`${about}, as JSON or gzip`)
      .requiredOption('--questions <file>', questions)
      .option('--annotations <file>', `${annotations}; without it, answers are not scored`)
      .requiredOption('--images <folder>', 'the images of the same split, e.g. val2014, or a folder above them')
      .option('--name <name>', 'name of the dataset', name)
      .addOption(new Option('--evaluator <id>', 'rules that score an answer: vqa-2016 or vqa-2021').default('vqa-2016'))
      .addOption(licenceOption())
      .addOption(datasetsDirOption())
      .action(async (options) => end(await importVqav2(format, options, world)));
  }
  const listed = Object.entries(LISTED_FORMATS) as [ListedFormatId, ListedHelp][];
  for (const [format, { about, questions, images, name }] of listed) {
    imports
      .command(format)
      .description(`${about}, as JSON or gzip`)
      .requiredOption('--questions <file>', questions)
      .requiredOption('--images <folder>', images)
      .option('--name <name>', 'name of the dataset', name)
      .addOption(licenceOption())
      .addOption(datasetsDirOption())
      .action(async (options) => end(await importListed(format, options, world)));
  }
  imports
    .command('jsonl')
    .description('one question per line: {"image": "cat.jpg", "question": "What animal is it?", "answers": "cat"}')
    .requiredOption('--file <file>', 'the questions; answers are one text, a list of ten, or missing in all lines')
    .requiredOption('--images <folder>', 'the folder that the image paths start from')
    .requiredOption('--name <name>', 'name of the dataset')
    .addOption(licenceOption())
    .addOption(datasetsDirOption())
    .action(async (options) => end(await importJsonl(options, world)));
  imports
    .command('folder')
    .description('a folder of images with a questions.jsonl beside them')
    .requiredOption('--dir <folder>', 'the folder')
    .requiredOption('--name <name>', 'name of the dataset')
    .addOption(licenceOption())
    .addOption(datasetsDirOption())
    .action(async (options) => end(await importFolder(options, world)));
}

/** OK-VQA has the files of VQAv2 with other ids. */
async function importVqav2(format: 'vqav2' | 'okvqa', options: VqaOptions, world: World): Promise<ExitCode> {
  return take(options, world, {
    kind: 'vqav2',
    format,
    questionsFile: resolve(world.cwd, options.questions),
    annotationsFile: options.annotations === undefined ? null : resolve(world.cwd, options.annotations),
    imagesFolder: resolve(world.cwd, options.images),
    evaluator: options.evaluator,
  });
}

/** A dataset with one file for questions and answers. */
async function importListed(format: ListedFormatId, options: ListedOptions, world: World): Promise<ExitCode> {
  return take(options, world, {
    kind: 'listed',
    format,
    file: resolve(world.cwd, options.questions),
    imagesFolder: resolve(world.cwd, options.images),
  });
}

async function importJsonl(options: JsonlOptions, world: World): Promise<ExitCode> {
  return take(options, world, {
    kind: 'jsonl',
    file: resolve(world.cwd, options.file),
    imagesFolder: resolve(world.cwd, options.images),
  });
}

/** A folder is its images with a `questions.jsonl` beside them. */
async function importFolder(options: FolderOptions, world: World): Promise<ExitCode> {
  const folder = resolve(world.cwd, options.dir);
  return take(options, world, { kind: 'jsonl', file: join(folder, QUESTIONS_FILE), imagesFolder: folder });
}

async function take(options: NewDataset, world: World, source: ImportSource): Promise<ExitCode> {
  const [{ importDataset }, { datasetLine }, { importedText }] = await Promise.all([
    import('#harness/workflow/import-dataset.ts'),
    import('#harness/cli/text/dataset-progress.ts'),
    import('#harness/cli/text/dataset-text.ts'),
  ]);
  const line = datasetLine(world);
  const request = { ...placesOf(options, world.cwd), name: options.name, licence: options.licence ?? null, source };
  const work = {
    onProgress: line.onProgress,
    get signal() {
      return world.signal;
    },
  };
  const summary = await importDataset(request, world, work).finally(line.end);
  world.terminal.write(importedText(summary));
  return 0;
}
