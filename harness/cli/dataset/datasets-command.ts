import { type Command, Option } from 'commander';
import type { ExitCode } from '#harness/domain/failure.ts';
import { DEFAULT_DATASETS_DIR } from '#harness/workflow/bench-folder.ts';
import { wholeNumber } from '#harness/cli/option-values.ts';
import type { World } from '#harness/cli/world.ts';

/** What all commands have in common. */
type Shared = {
  readonly world: World;
  readonly end: (code: ExitCode) => void;
  readonly store: Option;
};

/** Where imported datasets lie, for every command that reads them. */
export function datasetsDirOption(): Option {
  return new Option('--datasets-dir <folder>', 'folder of imported datasets').default(DEFAULT_DATASETS_DIR);
}

/** What is asked, for every command that measures on a dataset or plans it. */
export function promptOption(): Option {
  return new Option(
    '--prompt <text>',
    "the prompt for scored questions, with {question} in it (default: the suite's own; with another dataset, one that asks for a short answer)",
  );
}

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

const LISTED_FORMATS = [
  [
    'vizwiz',
    {
      about: 'the annotations of VizWiz-VQA (https://vizwiz.org/tasks-and-datasets/vqa/)',
      questions: 'Annotations/val.json',
      images: 'the images of the same split, e.g. val',
      name: 'vizwiz-val',
    },
  ],
  [
    'textvqa',
    {
      about: 'the questions of TextVQA (https://textvqa.org/dataset/)',
      questions: 'TextVQA_0.5.1_val.json',
      images: 'train_images, which holds the images of val too',
      name: 'textvqa-val',
    },
  ],
  [
    'gqa',
    {
      about: 'the questions of GQA (https://cs.stanford.edu/people/dorarad/gqa/download.html)',
      questions: 'testdev_balanced_questions.json',
      images: 'the folder images',
      name: 'gqa-testdev',
    },
  ],
] as const;

/** Adds what can be done with datasets to a command; the work itself is loaded when it is called. */
export function addDatasetCommands(datasets: Command, { world, end, store }: Shared): void {
  const folder = datasetsDirOption();
  const licence = new Option('--licence <text>', 'licence of the data (default: the licence in the files)');

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
      .addOption(licence)
      .addOption(folder)
      .action(async (options) =>
        end(await (await import('#harness/cli/commands/datasets.ts')).importVqav2(format, options, world)),
      );
  }
  for (const [format, { about, questions, images, name }] of LISTED_FORMATS) {
    imports
      .command(format)
      .description(`${about}, as JSON or gzip`)
      .requiredOption('--questions <file>', questions)
      .requiredOption('--images <folder>', images)
      .option('--name <name>', 'name of the dataset', name)
      .addOption(licence)
      .addOption(folder)
      .action(async (options) =>
        end(await (await import('#harness/cli/commands/datasets.ts')).importListed(format, options, world)),
      );
  }
  imports
    .command('jsonl')
    .description('one question per line: {"image": "cat.jpg", "question": "What animal is it?", "answers": "cat"}')
    .requiredOption('--file <file>', 'the questions; answers are one text, a list of ten, or missing in all lines')
    .requiredOption('--images <folder>', 'the folder that the image paths start from')
    .requiredOption('--name <name>', 'name of the dataset')
    .addOption(licence)
    .addOption(folder)
    .action(async (options) =>
      end(await (await import('#harness/cli/commands/datasets.ts')).importJsonl(options, world)),
    );
  imports
    .command('folder')
    .description('a folder of images with a questions.jsonl beside them')
    .requiredOption('--dir <folder>', 'the folder')
    .requiredOption('--name <name>', 'name of the dataset')
    .addOption(licence)
    .addOption(folder)
    .action(async (options) =>
      end(await (await import('#harness/cli/commands/datasets.ts')).importFolder(options, world)),
    );

  datasets
    .command('list')
    .description('shipped and imported datasets')
    .addOption(folder)
    .action(async (options) =>
      end(await (await import('#harness/cli/commands/datasets.ts')).listDatasets(options, world)),
    );
  datasets
    .command('verify <name>')
    .description('read every file again and name what differs from the manifest')
    .addOption(folder)
    .action(async (name, options) =>
      end(await (await import('#harness/cli/commands/datasets.ts')).verifyDataset(name, options, world)),
    );
  datasets
    .command('remove <name>')
    .description('remove an imported dataset with its subsets; its images stay where they are')
    .addOption(folder)
    .action(async (name, options) =>
      end(await (await import('#harness/cli/commands/datasets.ts')).removeDataset(name, options, world)),
    );
  datasets
    .command('subset <name>')
    .description('draw questions by answer type and image, the same ones on every machine')
    .requiredOption('--size <number>', 'how many questions', wholeNumber(1))
    .addOption(
      new Option('--kind <kind>', 'gate never changes; audit changes every month and shares no image with gate')
        .choices(['gate', 'audit'])
        .default('gate'),
    )
    .option('--date <yyyy-mm-dd>', 'the date whose month an audit is for (default: today)')
    .option('--seed <number>', 'draws other questions', wholeNumber(0), 0)
    .option('--out <file>', 'write the list to this file too')
    .addOption(store)
    .addOption(folder)
    .action(async (name, options) =>
      end(await (await import('#harness/cli/commands/datasets.ts')).drawSubset(name, options, world)),
    );
}
