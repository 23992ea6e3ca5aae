import { formatProblems, ThawError } from '@thaw/core';
import { createMlflowClient, journalsIn, mlflowCredentials, redactUri, syncJournal } from '@thaw/tracker';
import { join } from 'node:path';
import { defineCommand } from '../cli/command.js';
import { storeFolder, storeOptions, trackingOptions } from '../cli/common-options.js';
import { showProgress } from '../progress/show-progress.js';

export const sync = defineCommand({
  name: 'sync',
  summary: 'Send what the journals hold to an MLflow server; what it has already is not doubled',
  options: { ...storeOptions, ...trackingOptions },
  examples: ['thaw sync --tracking-uri http://127.0.0.1:5000'],
  async run({ store, trackingUri }, context) {
    const uri = trackingUri ?? context.env['MLFLOW_TRACKING_URI'];
    if (!uri) throw noServer();
    const client = createMlflowClient({ uri, credentials: mlflowCredentials(context.env) }).until(
      context.signal,
    );
    const progress = showProgress(false, context);
    const failures: ThawError[] = [];
    try {
      for (const journalFile of await journalsIn(join(storeFolder(store, context), 'journals'))) {
        try {
          const report = await syncJournal({
            journalFile,
            client,
            onProgress: (step) => progress.show({ type: 'progress', ...step }),
          });
          if (!report) continue;
          report.notices.forEach((message) => progress.show({ type: 'notice', message }));
          progress.show({
            type: 'notice',
            message: `${report.sweep}: ${report.runs} runs, ${report.points} points sent`,
          });
        } catch (error) {
          context.signal.throwIfAborted();
          if (!(error instanceof ThawError)) throw error;
          failures.push(error);
        }
      }
    } finally {
      progress.close();
    }
    if (failures.length === 0) {
      context.stdout.write(`${redactUri(uri)} holds what the journals hold\n`);
      return 0;
    }
    context.stderr.write(`${formatProblems(failures.flatMap(({ problems }) => problems))}\n`);
    return 1;
  },
});

const noServer = () =>
  new ThawError({
    code: 'THAW-TRACKING-NO-SERVER',
    message: 'it is not said which MLflow server to send to',
    expected: '--tracking-uri or MLFLOW_TRACKING_URI',
    found: 'neither',
    remedy:
      'start one with `npx nx run tracker:ui`, or name yours: thaw sync --tracking-uri http://HOST:PORT',
  });
