import { formatProblems } from '@thaw/core';
import { cacheFolder } from '@thaw/execution/environment';
import { trackerUi } from '@thaw/tracker';
import { join } from 'node:path';
import { defineCommand } from '../cli/command.js';
import { storeOptions } from '../cli/common-options.js';
import { showProgress } from '../progress/show-progress.js';
import { openToRead } from './session.js';

export const ui = defineCommand({
  name: 'ui',
  summary: 'Start a real MLflow on this machine with all runs of the store in it, until Ctrl-C',
  options: {
    ...storeOptions,
    port: {
      kind: 'integer',
      placeholder: 'PORT',
      minimum: 1,
      maximum: 65_535,
      description: 'Where it listens (default: a free port)',
    },
  },
  examples: ['thaw ui', 'thaw ui --port 5000'],
  async run({ store, port }, context) {
    const { folder, journals } = await openToRead(store, context);
    const progress = showProgress(false, context);
    try {
      const { address, uri, problems, closed } = await trackerUi({
        cacheFolder: cacheFolder(context.env),
        journalsFolder: journals,
        folder: join(folder, 'mlflow'),
        port,
        onProgress: (step) => progress.show({ type: 'progress', ...step }),
        signal: context.signal,
      });
      progress.close();
      if (problems.length > 0) context.stderr.write(`${formatProblems(problems)}\n`);
      context.stdout.write(`MLflow shows the runs at ${address}\n`);
      context.stderr.write(
        `to log to it from elsewhere: export MLFLOW_TRACKING_URI=${uri}\nCtrl-C stops it\n`,
      );
      await closed;
      return 0;
    } finally {
      progress.close();
    }
  },
});
