import { formatProblems } from '@thaw/core';
import { defineCommand } from '../cli/command.js';
import { jsonOptions, specOptions, storeOptions } from '../cli/common-options.js';
import { describePlan } from '../sweep/describe-plan.js';
import { openStore, prepare } from './session.js';

export const plan = defineCommand({
  name: 'plan',
  summary: 'Show what a sweep would do: runs, stages, what is shared and what is stored already',
  options: { ...specOptions, ...storeOptions, ...jsonOptions },
  examples: ['thaw plan --spec experiments/xception.yaml', 'thaw plan --spec x.yaml --json'],
  async run(options, context) {
    const notice = (line: string) => void context.stderr.write(`${line}\n`);
    const session = openStore(options.store, context, notice);
    const prepared = await prepare(options, session, context, () => {});
    if (prepared.loaded.warnings.length > 0) notice(formatProblems(prepared.loaded.warnings));
    context.stdout.write(
      options.json ? `${JSON.stringify(planJson(prepared))}\n` : `${describePlan(prepared)}\n`,
    );
    return 0;
  },
});

const planJson = ({ loaded, plan, cached }: Awaited<ReturnType<typeof prepare>>) => ({
  sweep: loaded.sweepId,
  runs: plan.runs.map(({ run, stages, phases }) => ({
    id: run.id,
    name: run.name,
    parameters: run.parameters,
    stages,
    phases,
  })),
  stages: plan.stages.map(({ key, kind, label, parents, runs }) => ({
    key,
    kind,
    label,
    parents,
    runs,
    cached: cached.has(key),
  })),
});
