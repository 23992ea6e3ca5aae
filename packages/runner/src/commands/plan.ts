import { latestCalibration, machineSpeed } from '@thaw/execution/calibration';
import { cacheFolder } from '@thaw/execution/environment';
import { defineCommand } from '../cli/command.js';
import { digestOptions, jsonOptions, specOptions, storeOptions } from '../cli/common-options.js';
import { widthOf } from '../text/fit-table.js';
import { describePlan } from '../sweep/describe-plan.js';
import { estimateSweep } from '../sweep/estimate-sweep.js';
import { planJson } from '../sweep/plan-json.js';
import { prepareAndCheck } from './session.js';

/** What a sweep most likely computes with, as long as this machine was not measured. */
const usualEngine = 'tensorflow';

export const plan = defineCommand({
  name: 'plan',
  summary: 'Show what a sweep would do and take: stages, what is shared and stored, time, memory and disk',
  options: { ...specOptions, ...storeOptions, ...digestOptions, ...jsonOptions },
  examples: ['thaw plan --spec experiments/xception.yaml', 'thaw plan --spec x.yaml --json'],
  async run(options, context) {
    const { prepared } = await prepareAndCheck(options, context);
    const calibration = await latestCalibration(cacheFolder(context.env));
    const estimate = estimateSweep(prepared, {
      engine: calibration?.machine.engine ?? usualEngine,
      ...(calibration && { speed: machineSpeed(calibration) }),
    });
    context.stdout.write(
      options.json
        ? `${JSON.stringify(planJson(prepared, estimate))}\n`
        : `${describePlan(prepared, estimate, calibration, widthOf(context.stdout))}\n`,
    );
    return 0;
  },
});
