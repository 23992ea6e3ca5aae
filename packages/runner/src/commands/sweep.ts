import { backbones } from '@thaw/backbones';
import { formatProblems } from '@thaw/core';
import { openEngine } from '@thaw/engine';
import { defineCommand, type CommandContext, type ExitCode } from '../cli/command.js';
import {
  deviceOptions,
  jsonOptions,
  specOptions,
  storeOptions,
  trackingOptions,
} from '../cli/common-options.js';
import { cacheFolder } from '../environment/folders.js';
import { showProgress } from '../progress/show-progress.js';
import { executeSweep } from '../sweep/execute-sweep.js';
import { fetchMissingWeights } from '../sweep/fetch-missing-weights.js';
import type { PreparedSweep } from '../sweep/prepare-sweep.js';
import { rankingTable } from '../sweep/ranking.js';
import type { OnSweepEvent, SweepEvent } from '../sweep/sweep-event.js';
import { lockSweep } from '../sweep/sweep-lock.js';
import { openTracking } from '../sweep/open-tracking.js';
import { provideWeights } from '../weights/provide-weights.js';
import { openStore, prepare, weightsPlaces } from './session.js';

export const sweep = defineCommand({
  name: 'sweep',
  summary: 'Run a sweep; what is stored already is not computed again',
  options: {
    ...specOptions,
    ...storeOptions,
    ...jsonOptions,
    backend: {
      kind: 'choice',
      choices: ['auto', 'tensorflow', 'wasm', 'cpu'],
      description: 'What computes (default: auto, the best that works here)',
    },
    ...deviceOptions,
    ...trackingOptions,
  },
  examples: [
    'thaw sweep --spec experiments/xception.yaml',
    'thaw sweep --spec x.yaml --set batchSize=16 --set seed=7',
    'MLFLOW_TRACKING_URI=http://127.0.0.1:5000 thaw sweep --spec x.yaml',
  ],
  async run(options, context) {
    const progress = showProgress(options.json, context);
    const ended: (SweepEvent & { type: 'run-ended' })[] = [];
    const onEvent: OnSweepEvent = (event) => {
      if (event.type === 'run-ended') ended.push(event);
      progress.show(event);
    };
    try {
      const { prepared, exitCode, hint } = await sweepWith(options, context, onEvent);
      progress.close();
      if (!options.json) context.stdout.write(`\n${rankingTable(prepared.loaded, ended)}\n`);
      if (hint !== undefined && !options.json) context.stderr.write(`\n${hint}\n`);
      return exitCode;
    } finally {
      progress.close();
    }
  },
});

type Options = Parameters<(typeof sweep)['run']>[0];

async function sweepWith(
  options: Options,
  context: CommandContext,
  onEvent: OnSweepEvent,
): Promise<{ prepared: PreparedSweep; exitCode: ExitCode; hint?: string }> {
  const { signal } = context;
  const onNotice = (message: string) => onEvent({ type: 'notice', message });
  const onProgress = (progress: Parameters<Parameters<typeof prepare>[3]>[0]) => onEvent({ type: 'progress', ...progress });
  const session = openStore(options.store, context, onNotice);
  const places = weightsPlaces(context);
  let prepared = await prepare(options, session, context, onProgress);
  if (prepared.loaded.warnings.length > 0) onNotice(formatProblems(prepared.loaded.warnings));
  // Weights from elsewhere than planned are other weights: the plan is made again with what was got.
  if (await fetchMissingWeights(prepared, places, { onProgress, onNotice, signal })) {
    prepared = await prepare(options, session, context, onProgress);
  }

  const { sweepId } = prepared.loaded;
  const unlock = await lockSweep(`${session.journals}/${sweepId}.lock`);
  try {
    const tracking = await openTracking({ prepared, session, context, trackingUri: options.trackingUri, onNotice });
    const outcome = await executeSweep({
      prepared,
      store: session.store,
      tracking: tracking.sweep,
      openEngine: () =>
        openEngine({
          backend: options.backend ?? 'auto',
          device: options.gpu ? 'gpu' : options.cpu ? 'cpu' : 'auto',
          cacheFolder: cacheFolder(context.env),
          onProgress,
          onNotice,
          signal,
        }),
      loadWeights: ({ name, weights }, seed) =>
        provideWeights({
          backbone: backbones[name as keyof typeof backbones],
          config: weights,
          seed,
          ...places,
          onProgress,
          onNotice,
          signal,
        }),
      onEvent,
      signal,
    });
    const hint = await tracking.close();
    return {
      prepared,
      exitCode: outcome === 'finished' ? 0 : outcome === 'interrupted' ? 130 : 1,
      ...(hint !== undefined && { hint }),
    };
  } finally {
    await unlock();
  }
}
