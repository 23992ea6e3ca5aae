import { formatProblems } from '@thaw/core';
import { DigestCache, divideDataset, divisionManifest, indexDataset } from '@thaw/execution/data';
import { requireOutput, writeOutput } from '@thaw/execution/files';
import { ignoreInGit } from '@thaw/execution/store';
import { join, relative } from 'node:path';
import { storeFolder } from '../api/surroundings.js';
import { defineCommand } from '../cli/command.js';
import { digestOptions, specOptions, storeOptions } from '../cli/common-options.js';
import { showProgress } from '../progress/show-progress.js';
import { oneDivision } from '../sweep/one-division.js';
import { readSpec } from '../sweep/read-spec.js';
import { refuseOwnInput } from './refuse-own-input.js';

export const split = defineCommand({
  name: 'split',
  summary: 'Write how a spec divides its images, as a manifest that divides them so anywhere',
  options: {
    ...specOptions,
    out: {
      kind: 'path',
      placeholder: 'FILE',
      required: true,
      description: 'The manifest, a CSV file with the columns path, label, split and group',
    },
    ...storeOptions,
    ...digestOptions,
  },
  examples: [
    'thaw split --spec experiments/xception.yaml --out split.csv',
    'thaw split --spec x.yaml --set seed=7 --out split-7.csv',
  ],
  async run({ spec, set, out, store, rehash }, context) {
    const loaded = await readSpec(spec, { ...context, overrides: set });
    const { data, split: settings } = oneDivision(loaded);
    refuseOwnInput(out, spec, 'the spec itself');
    if (data.manifest !== undefined)
      refuseOwnInput(
        out,
        data.manifest,
        'the manifest that the spec reads, with all columns that it may have',
      );
    await requireOutput(out);
    const progress = showProgress(false, context);
    try {
      const folder = storeFolder(store, context);
      const digests = new DigestCache(join(folder, 'digests'), { rehash });
      const index = await indexDataset(data, {
        digests,
        onProgress: (step) => progress.show({ type: 'progress', ...step }),
      });
      await ignoreInGit(folder);
      const division = divideDataset(index, settings);
      await writeOutput(out, divisionManifest(index, division));
      progress.close();
      const warnings = [...loaded.warnings, ...index.warnings];
      if (warnings.length > 0) context.stderr.write(`${formatProblems(warnings)}\n\n`);
      const { train, validation, test } = division;
      context.stdout.write(
        `${train.length} images to train, ${validation.length} to validate and ${test.length} to test in ${out}\n` +
          `to use it: data: { root: ${data.root}, manifest: ${relative(context.cwd, out)} }\n`,
      );
      return 0;
    } finally {
      progress.close();
    }
  },
});
