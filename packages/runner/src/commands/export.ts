import { own, ThawError, type Backbone } from '@thaw/core';
import { loadBackbones, withBuiltIn } from '@thaw/execution/backbones';
import { requireOutput } from '@thaw/execution/files';
import { defineCommand, type CommandContext } from '../cli/command.js';
import { formatBytes } from '../text/bytes.js';
import { runOptions, storeOptions } from '../cli/common-options.js';
import { makeModel } from '../export/make-model.js';
import { defaultFormat } from '../export/model-formats.js';
import { sourceOfJournaledRun, type ModelSource } from '../export/model-source.js';
import { refuseExisting, writeModelFolder } from '../export/write-model-folder.js';
import { showProgress } from '../progress/show-progress.js';
import { findRun, readJournals } from '../journals/journaled-runs.js';
import { openToRead } from './session.js';

export const exportModel = defineCommand({
  name: 'export',
  summary: 'Write the trained model of a run, for TensorFlow, MLflow and whatever serves them',
  options: {
    ...runOptions,
    out: { kind: 'path', placeholder: 'DIR', required: true, description: 'The folder to make' },
    ...storeOptions,
  },
  examples: ['thaw export 3f2a9c --out flowers-model'],
  async run({ run: wanted, out, store: storeOption }, context) {
    const { signal, stdout } = context;
    const progress = showProgress(false, context);
    const onNotice = (message: string) => progress.show({ type: 'notice', message });
    try {
      await refuseExisting(out);
      await requireOutput(out);
      const { journals, store, weightsPlaces } = openToRead(storeOption, context, { onNotice });
      const { runs } = await readJournals(journals);
      const source = sourceOfJournaledRun(findRun(runs, wanted));
      const model = await makeModel(source, {
        ...{ store, onNotice, signal, format: defaultFormat },
        backbone: await backboneOf(source, context),
        weightsPlaces,
        onProgress: (step) => progress.show({ type: 'progress', ...step }),
      });
      await writeModelFolder(out, model, store, signal);
      progress.close();
      stdout.write(
        `${out} has the model of run ${source.run}, ${formatBytes(model.file.bytes)}; its README.md says how to use it\n`,
      );
      return 0;
    } finally {
      progress.close();
    }
  },
});

async function backboneOf(
  { run, config: { backbone } }: ModelSource,
  { workspace }: CommandContext,
): Promise<Backbone> {
  const { loaded, unavailable } = await loadBackbones([backbone.name], workspace);
  const found = own(withBuiltIn(loaded).registry, backbone.name);
  if (found) return found;
  throw new ThawError(
    unavailable.get(backbone.name) ?? {
      code: 'THAW-SPEC-UNKNOWN-BACKBONE',
      message: `there is no backbone ${backbone.name}, which run ${run} was trained with`,
      found: backbone.name,
    },
  );
}
