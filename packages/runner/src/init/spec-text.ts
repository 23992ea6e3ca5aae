import { longCount } from '../text/count.js';
import { defaults, weightsRecord, type Backbone } from '@thaw/core';
import { lastBlocks, type NetworkAtSize } from './networks.js';
import { enoughToFineTune, enoughToTest, imbalance, type Recipe } from './recipe.js';
import { readable, type Seen } from './seen.js';
import { shownName, someOf, yamlComment, yamlValue } from './yaml-text.js';

/** What a first spec says. */
export interface FirstSpec {
  readonly name: string;
  /** As in the spec: relative to its folder, with forward slashes. */
  readonly data: { readonly root?: string; readonly manifest?: string };
  /** Whether a manifest was written beside the spec, and what for. */
  readonly manifestFor: readonly ('near copies' | 'split folders' | 'validation')[];
  readonly seen: Seen;
  readonly recipe: Recipe;
  readonly network: NetworkAtSize;
  readonly weights: 'imagenet' | 'random';
  /** Why this network at this size, in a sentence. */
  readonly reason: string;
  /** Path of the schema, for editors; none if it lies outside of the project. */
  readonly schema?: string;
  /** How the spec is called from where the user stands. */
  readonly file: string;
  /** `4 runs, 1 to 3 min`. */
  readonly takes?: string;
}

/** The spec as a file, each choice with its reason. */
export function specText(first: FirstSpec): string {
  const parts = [head(first), data(first), backbone(first), loss(first), phases(first), sweep(first)];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function head({ name, schema, seen, file, takes }: FirstSpec): string {
  const spec = /^[\w./-]+$/.test(file) ? file : JSON.stringify(file);
  const commands = [
    [`npx thaw plan --spec ${spec}`, 'what it does and takes'],
    [`npx thaw sweep --spec ${spec}`, takes ?? 'runs it'],
  ];
  const widest = Math.max(...commands.map(([command]) => command!.length));
  return [
    ...(schema === undefined ? [] : [`# yaml-language-server: $schema=${schema}`, '#']),
    yamlComment(
      `A first experiment on ${longCount(seen.images, 'image')} of ${longCount(seen.classes.length, 'class', 'classes')}, written by \`thaw init\`. Every value is there to be changed; what depends on it alone is computed anew.`,
    ),
    '#',
    ...commands.map(([command, what]) => `#     ${command!.padEnd(widest)}   # ${what}`),
    '#',
    `name: ${yamlValue(name)}`,
    'seed: 42 # draws how images are divided, and what the head begins with',
  ].join('\n');
}

function data({ data: { root, manifest }, seen, manifestFor, recipe }: FirstSpec): string {
  const classes = seen.classes
    .toSorted((a, b) => readable(b) - readable(a))
    .map((each) => `${shownName(each.name)} ${each.images.toLocaleString('en')}`);
  return [
    'data:',
    yamlComment(`Images of each class: ${someOf(classes, 12)}.`, '  '),
    ...(root === undefined ? [] : [`  root: ${yamlValue(root)}`]),
    ...(manifest === undefined
      ? []
      : [...manifestReasons(seen, manifestFor), `  manifest: ${yamlValue(manifest)}`]),
    ...split(recipe, seen),
    ...unreadable(seen),
    ...maxPixels(seen),
  ].join('\n');
}

function manifestReasons({ nearCopies }: Seen, manifestFor: FirstSpec['manifestFor']): string[] {
  const reasons = {
    'near copies': `${longCount(nearCopies.images, 'image')} look much alike, in ${longCount(nearCopies.sets.length, 'set')}. One trained on and its like held out would make the score better than it is, so the column \`group\` keeps each set together.`,
    'split folders':
      'The column `split` says what the folders said: which images are for training, validation and test.',
    validation:
      'Nothing was held out for validation, so what was for training is divided anew; test images stay.',
  };
  return manifestFor.length === 0
    ? []
    : manifestFor
        .map((reason) => yamlComment(reasons[reason], '  '))
        .concat(
          yamlComment(
            'Images that are added later have to be listed there, or `thaw init --force` lists them.',
            '  ',
          ),
        );
}

function split({ split }: Recipe, { splits }: Seen): string[] {
  if (!split) return [yamlComment('The manifest says of every image in which split it is.', '  ')];
  const { validation, test } = split;
  const why = [
    'Drawn by the seed, each class by the same share; copies and groups stay together.',
    ...(test > 0
      ? ['Test images are looked at once, at the end, so that their score is not chosen by.']
      : []),
    ...(test === 0 && splits.test === 0
      ? [`No test images: of fewer than ${enoughToTest.toLocaleString('en')} their score would say little.`]
      : []),
    ...(splits.drawn < splits.train + splits.validation + splits.test + splits.drawn
      ? ['These are the shares of the images for which the manifest says nothing.']
      : []),
  ];
  const shares = test > 0 ? `{ validation: ${validation}, test: ${test} }` : `{ validation: ${validation} }`;
  return [yamlComment(why.join(' '), '  '), `  split: ${shares}`];
}

function unreadable({ unreadable }: Seen): string[] {
  if (unreadable.length === 0) return [];
  const named = unreadable.map(({ path, reason }) => `${shownName(path)} (${reason})`);
  const one = unreadable.length === 1;
  return [
    yamlComment(
      `Left out, as ${one ? 'it' : 'they'} cannot be read: ${someOf(named, 4)}. One more that cannot be read is an error.`,
      '  ',
    ),
    `  maxUnreadable: { count: ${unreadable.length} }`,
  ];
}

/** An image that is larger than what the default allows is meant here: somebody has pointed at it. */
const maxPixels = ({ largest }: Seen): string[] =>
  largest <= defaults.maxPixels
    ? []
    : [
        yamlComment(
          `The largest image has so many pixels, more than the default of ${defaults.maxPixels.toLocaleString('en')}.`,
          '  ',
        ),
        `  maxPixels: ${largest}`,
      ];

function backbone({ network, weights, reason, seen }: FirstSpec): string {
  const own = weightsRecord(network.backbone, weights).imageSize;
  const { median } = seen.shorterSide;
  const size =
    network.imageSize === own
      ? `the size that it was trained with; half of the images have ${median} pixels or less on their shorter side`
      : `its own ${own} pixels take ${(own ** 2 / network.imageSize ** 2).toFixed(1)} times as long; half of the images have ${median} or less on their shorter side`;
  return [
    yamlComment(reason),
    'backbone:',
    `  name: ${yamlValue(network.name)}`,
    `  weights: ${weights}${weights === 'random' ? ' # as was asked for; nothing is transferred' : ''}`,
    yamlComment(`Images are stretched to a square of so many pixels; ${size}.`, '  '),
    `  imageSize: ${network.imageSize}`,
  ].join('\n');
}

function loss({ recipe, seen }: FirstSpec): string {
  const batch = `batchSize: ${recipe.batchSize}${recipe.batchSize < 32 ? ' # of so few images larger ones would make an epoch of a few steps' : ''}`;
  if (!recipe.isBalanced) return batch;
  const bySize = seen.classes.toSorted((a, b) => readable(b) - readable(a));
  const [most, least] = [bySize[0]!, bySize.at(-1)!];
  return [
    yamlComment(
      `There are ${longCount(readable(most), 'image')} of ${shownName(most.name)} and ${readable(least).toLocaleString('en')} of ${shownName(least.name)}. From ${imbalance} to 1 on, each image counts by how rare its class is.`,
    ),
    'loss: { classWeights: balanced }',
    batch,
  ].join('\n');
}

function phases({ recipe, network }: FirstSpec): string {
  const stop = recipe.isValidated
    ? ['    stop: { metric: val_loss, patience: 3 } # and the best epoch is restored']
    : [];
  const lines = [
    'phases:',
    '  # The network is frozen, so its features are computed once for each image; the new head learns from them.',
    '  - name: extract',
    '    trainable: none',
    '    epochs: 20',
    `    optimizer: { name: adam, learningRate: 0.001 }${recipe.isFineTuned ? '' : ' # the rate is swept below'}`,
    ...stop,
  ];
  if (!recipe.isFineTuned)
    return [
      ...lines,
      yamlComment(
        `With ${longCount(recipe.trained, 'image')} to train on the network itself stays as it is: from some ${enoughToFineTune} on a phase that thaws its last blocks is worth a try.`,
        '  ',
      ),
    ].join('\n');
  return [...lines, '', ...fineTuning(network.backbone, stop)].join('\n');
}

function fineTuning(network: Backbone, stop: readonly string[]): string[] {
  const { last, blocks } = lastBlocks(network);
  const thawed = last === 1 ? 'the last block thaws' : `the last ${last} blocks thaw`;
  return [
    yamlComment(
      `Then ${thawed}, of ${blocks}: a fifth of all weights or more. Small steps, so that what the network knows is bent and not broken.`,
      '  ',
    ),
    '  - name: fine-tune',
    `    trainable: { last: ${last} }`,
    '    epochs: 5',
    '    optimizer: { name: adamw, learningRate: 3e-5, schedule: cosine } # the rate is swept below',
    ...stop,
  ];
}

function sweep({ recipe }: FirstSpec): string {
  const phase = recipe.isFineTuned ? 'fine-tune' : 'extract';
  const rates = recipe.isFineTuned ? '[1e-5, 1e-4]' : '[0.001, 0.003]';
  return [
    'sweep:',
    ...(recipe.objective === 'val_macro_f1'
      ? [
          '  objective: { metric: val_macro_f1 } # every class counts alike; accuracy is that of the frequent ones',
        ]
      : recipe.objective === undefined
        ? []
        : ['  objective: { metric: val_accuracy } # what makes a run the best']),
    '  parameters: # every combination is a run; what runs have in common is computed once',
    '    head.dropout: [0, 0.3]',
    `    phases.${phase}.optimizer.learningRate: ${rates}`,
  ].join('\n');
}
