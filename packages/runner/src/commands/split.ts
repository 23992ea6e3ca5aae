import { formatProblems, ThawError } from '@thaw/core';
import { join, relative, resolve } from 'node:path';
import { defineCommand } from '../cli/command.js';
import { digestOptions, specOptions, storeFolder, storeOptions } from '../cli/common-options.js';
import { DigestCache } from '../data/digest-cache.js';
import { divisionManifest } from '../data/division-manifest.js';
import { indexDataset } from '../data/index-dataset.js';
import { splitDataset } from '../data/split-dataset.js';
import { showProgress } from '../progress/show-progress.js';
import { requireOutput } from '../files/require-writable.js';
import { writeOutput } from '../files/write-output.js';
import { oneDivision } from '../sweep/one-division.js';
import { readSpec } from '../sweep/read-spec.js';

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
    const loaded = await readSpec(spec, set);
    const { data, seed } = oneDivision(loaded);
    if (data.manifest !== undefined && resolve(out) === resolve(data.manifest)) throw wouldReplace(out);
    await requireOutput(out);
    const progress = showProgress(false, context);
    try {
      const digests = new DigestCache(join(storeFolder(store, context), 'digests'), { rehash });
      const index = await indexDataset(data, {
        digests,
        onProgress: (step) => progress.show({ type: 'progress', ...step }),
      });
      const division = splitDataset(index, data.split, seed);
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

const wouldReplace = (out: string) =>
  new ThawError({
    code: 'THAW-CLI-BAD-VALUE',
    message: '--out is the manifest that the spec reads, with all columns that it may have',
    expected: 'another file',
    found: out,
  });
