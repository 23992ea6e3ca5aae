import { defineCommand } from '../cli/command.js';
import { jsonOptions } from '../cli/common-options.js';

export const init = defineCommand({
  name: 'init',
  summary: 'Look at images and write a first spec for them that runs as it stands',
  options: {
    images: {
      kind: 'path',
      placeholder: 'DIR',
      positional: true,
      description: 'A folder with a folder of images for each class, or a CSV file with path and label',
    },
    root: {
      kind: 'path',
      placeholder: 'DIR',
      description: 'Where the paths in a CSV file start (default: its folder)',
    },
    out: {
      kind: 'path',
      placeholder: 'FILE',
      description:
        'The spec to write (default: a name like the images’, in experiments if there is such a folder)',
    },
    name: {
      kind: 'text',
      placeholder: 'NAME',
      description: 'What the experiment is called (default: as the file is)',
    },
    within: {
      kind: 'duration',
      placeholder: 'TIME',
      description: 'How long the sweep may take on this machine, for example 2h (default: 30m)',
    },
    backbone: {
      kind: 'text',
      placeholder: 'NAME',
      description: 'The network to take (default: the best whose weights can be had and that ends in time)',
    },
    imageSize: {
      kind: 'integer',
      placeholder: 'PIXELS',
      minimum: 1,
      description: 'Side of the images that the network sees (default: by the images and the time)',
    },
    weights: {
      kind: 'choice',
      choices: ['imagenet', 'random'],
      description: 'What the network starts from (default: imagenet; random is for trying things out)',
    },
    divideNearCopies: {
      kind: 'flag',
      description:
        'Let images that look alike come into different splits; else a manifest keeps them together',
    },
    noMeasure: {
      kind: 'flag',
      description: 'If this machine was never measured, count times by operations instead of measuring it',
    },
    yes: { kind: 'flag', description: 'Ask nothing: take what is suggested' },
    force: { kind: 'flag', description: 'Replace files that are there' },
    dryRun: { kind: 'flag', description: 'Print the spec and write nothing' },
    ...jsonOptions,
  },
  examples: [
    'thaw init flowers',
    'thaw init flowers --within 2h --out experiments/flowers.yaml --yes',
    'thaw init labels.csv --root images --backbone xception',
  ],
  async run(options, context) {
    const { runInit } = await import('../init/run-init.js');
    return runInit(options, context);
  },
});
