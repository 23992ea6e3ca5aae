import { stageSettings } from '../api/backend.js';
import { defineCommand } from '../cli/command.js';
import { jsonOptions, storeOptions } from '../cli/common-options.js';
import { showProgress } from '../progress/show-progress.js';
import { describeVerdict, describeVerdicts } from '../verify/describe-verdicts.js';
import { planJournaledRuns } from '../verify/plan-journaled-runs.js';
import { verifyStages } from '../verify/verify-stages.js';
import { backendOf, backendOptions } from './backend-options.js';
import { openToRead } from './session.js';

export const verify = defineCommand({
  name: 'verify',
  summary: 'Compute runs again, beside the store, and say stage by stage whether the bits agree',
  options: {
    run: {
      kind: 'text',
      placeholder: 'RUN',
      many: true,
      positional: true,
      description: 'Ids of runs, or how they begin (default: every run that finished)',
    },
    ...storeOptions,
    ...backendOptions,
    ...jsonOptions,
  },
  examples: ['thaw verify 3f2a9c', 'thaw verify --json'],
  async run(options, context) {
    const progress = showProgress(false, context);
    const onNotice = (message: string) => progress.show({ type: 'notice', message });
    try {
      const session = await openToRead(options.store, context, { onNotice, isObserver: true });
      const planned = await planJournaledRuns(options.run, {
        ...{ storeFolder: session.folder, workspace: session.workspace },
        weightsPlaces: session.weightsPlaces,
        onProgress: (step) => progress.show({ type: 'progress', ...step }),
      });
      const verdicts = await verifyStages({
        ...planned,
        store: session.store,
        settings: stageSettings(backendOf(options), session, planned.backbones),
        onProgress: (step) => progress.show({ type: 'progress', ...step }),
        onNotice,
        signal: context.signal,
        onVerdict(verdict) {
          if (options.json) return;
          progress.close();
          context.stdout.write(`${describeVerdict(verdict)}\n`);
        },
      });
      progress.close();
      const { runs } = planned.plan;
      const result = { runs: runs.map(({ run }) => run.id), stages: verdicts };
      context.stdout.write(
        options.json
          ? `${JSON.stringify(result, null, 1)}\n`
          : `${describeVerdicts(verdicts, runs.length)}\n`,
      );
      return verdicts.some(({ verdict }) => verdict === 'differs') ? 1 : 0;
    } finally {
      progress.close();
    }
  },
});
