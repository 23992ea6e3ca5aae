import { scoreNames } from '@thaw/core';
import { rankNetworks } from '../api/rank-networks.js';
import { inCallersWords } from '../cli/callers-words.js';
import { defineCommand } from '../cli/command.js';
import {
  cacheOptions,
  digestOptions,
  jsonOptions,
  specOptions,
  storeOptions,
  trackingOptions,
} from '../cli/common-options.js';
import { showProgress } from '../progress/show-progress.js';
import { networksTable } from '../rank/networks-table.js';
import { widthOf } from '../text/fit-table.js';
import { backendOf, backendOptions } from './backend-options.js';
import { specCall } from './session.js';

export const rank = defineCommand({
  name: 'rank',
  summary: 'Compare networks by their features of the images, before anything is trained',
  options: {
    ...specOptions,
    backbones: {
      kind: 'text',
      placeholder: 'NAMES',
      many: true,
      description: 'Networks to compare, with commas between (repeatable; default: those of the spec)',
    },
    by: {
      kind: 'choice',
      choices: scoreNames,
      description: 'Which score decides: 1-NN, LogME or H-score (default: knn)',
    },
    ...storeOptions,
    ...cacheOptions,
    ...digestOptions,
    ...jsonOptions,
    ...backendOptions,
    ...trackingOptions,
  },
  examples: [
    'thaw rank --spec experiments/quickstart.yaml --backbones efficientnet-lite0,xception',
    'thaw rank --spec x.yaml --by logme --json',
  ],
  async run({ backbones, by, trackingUri, json, ...options }, context) {
    const progress = showProgress(false, context);
    try {
      const names = backbones.flatMap((each) => each.split(',').map((name) => name.trim())).filter(Boolean);
      const { hint, ...compared } = await rankNetworks({
        ...{ ...specCall(options, context), ...backendOf(options), by, trackingUri },
        ...(names.length > 0 && { backbones: names }),
        onEvent: (event) => progress.show(event),
      });
      progress.close();
      if (json) context.stdout.write(`${JSON.stringify(compared)}\n`);
      else context.stdout.write(`${networksTable(compared, widthOf(context.stdout))}\n`);
      if (hint !== undefined && !json) context.stderr.write(`\n${inCallersWords(hint, context.env)}\n`);
      return 0;
    } finally {
      progress.close();
    }
  },
});
