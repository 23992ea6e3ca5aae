import { estimatedSweep } from '../api/prepare.js';
import { defineCommand } from '../cli/command.js';
import { digestOptions, jsonOptions, specOptions, storeOptions } from '../cli/common-options.js';
import { describePlan } from '../sweep/describe-plan.js';
import { planJson } from '../sweep/plan-json.js';
import { widthOf } from '../text/fit-table.js';
import { specCall } from './session.js';

export const plan = defineCommand({
  name: 'plan',
  summary: 'Show what a sweep would do and take: stages, what is shared and stored, time, memory and disk',
  options: { ...specOptions, ...storeOptions, ...digestOptions, ...jsonOptions },
  examples: ['thaw plan --spec experiments/xception.yaml', 'thaw plan --spec x.yaml --json'],
  async run(options, context) {
    const { prepared, estimate, calibration } = await estimatedSweep(specCall(options, context));
    context.stdout.write(
      options.json
        ? `${JSON.stringify(planJson(prepared, estimate))}\n`
        : `${describePlan(prepared, estimate, calibration, widthOf(context.stdout))}\n`,
    );
    return 0;
  },
});
