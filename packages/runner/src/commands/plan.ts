import { estimatedSweep } from '../api/prepare.js';
import { defineCommand } from '../cli/command.js';
import {
  cacheOptions,
  digestOptions,
  jsonOptions,
  specsOptions,
  storeOptions,
} from '../cli/common-options.js';
import { problemJson } from '../cli/json-event.js';
import { describePlan } from '../sweep/describe-plan.js';
import { planJson } from '../sweep/plan-json.js';
import { planTotal, totalLine, type PlannedSpec } from '../sweep/plan-total.js';
import { widthOf } from '../text/fit-table.js';
import { computingOptions, deviceOf, launcherOptions, workerOptions } from './backend-options.js';
import { specCall } from './session.js';
import { forEachSpec } from './several-specs.js';

export const plan = defineCommand({
  name: 'plan',
  summary: 'Show what sweeps would do and take: stages, what is shared and stored, time, memory and disk',
  options: {
    ...specsOptions,
    ...storeOptions,
    ...cacheOptions,
    ...digestOptions,
    ...computingOptions,
    ...workerOptions,
    ...launcherOptions,
    ...jsonOptions,
  },
  examples: [
    'thaw plan --spec experiments/xception.yaml',
    "thaw plan --spec 'experiments/*.yaml'",
    'thaw plan --spec x.yaml --json',
  ],
  async run(options, context) {
    const planned: PlannedSpec[] = [];
    const plans: object[] = [];
    const { code, areSeveral } = await forEachSpec(options, context, async ({ file, spec, turn }) => {
      const { prepared, warnings, ...expected } = await estimatedSweep({
        ...specCall({ ...options, spec: file }, context),
        ...deviceOf(options),
        ...{ workers: options.workers, launcher: options.launcher },
      });
      const { estimate, budget } = expected;
      planned.push({ prepared, estimate });
      if (options.json) {
        const told = { ...planJson(prepared, estimate, budget), warnings: warnings.map(problemJson) };
        plans.push({ ...(spec && { spec }), ...told });
      } else {
        const title = turn === undefined ? '' : `${turn}\n\n`;
        const text = describePlan(prepared, expected, widthOf(context.stdout));
        context.stdout.write(`${title}${text}\n${turn === undefined ? '' : '\n'}`);
      }
      return 0;
    });
    if (options.json) {
      const result = areSeveral ? { plans, total: planTotal(planned) } : plans[0];
      if (result) context.stdout.write(`${JSON.stringify(result)}\n`);
    } else if (areSeveral) context.stdout.write(`${totalLine(planTotal(planned))}\n`);
    return code;
  },
});
