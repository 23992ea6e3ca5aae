import { formatProblems } from '@thaw/core';
import { machineSpeed } from '../calibration/calibration.js';
import { latestCalibration } from '../calibration/calibration-file.js';
import { defineCommand } from '../cli/command.js';
import { digestOptions, jsonOptions, specOptions, storeOptions } from '../cli/common-options.js';
import { cacheFolder } from '../environment/folders.js';
import { describePlan } from '../sweep/describe-plan.js';
import { checkStoredFeatures } from '../sweep/dataset-use.js';
import { estimateSweep } from '../sweep/estimate-sweep.js';
import { planJson } from '../sweep/plan-json.js';
import { openStore, prepare } from './session.js';

/** What a sweep most likely computes with, as long as this machine was not measured. */
const usualEngine = 'tensorflow';

export const plan = defineCommand({
  name: 'plan',
  summary: 'Show what a sweep would do and take: stages, what is shared and stored, time, memory and disk',
  options: { ...specOptions, ...storeOptions, ...digestOptions, ...jsonOptions },
  examples: ['thaw plan --spec experiments/xception.yaml', 'thaw plan --spec x.yaml --json'],
  async run(options, context) {
    const notice = (line: string) => void context.stderr.write(`${line}\n`);
    const session = openStore(options.store, context, notice);
    const prepared = await prepare(options, session, context, () => {});
    const warnings = [prepared.loaded, ...prepared.datasets.values()].flatMap((read) => read.warnings);
    if (warnings.length > 0) notice(formatProblems(warnings));
    await checkStoredFeatures(prepared, session.store, notice);
    const calibration = await latestCalibration(cacheFolder(context.env));
    const estimate = estimateSweep(prepared, {
      engine: calibration?.machine.engine ?? usualEngine,
      ...(calibration && { speed: machineSpeed(calibration) }),
    });
    context.stdout.write(
      options.json
        ? `${JSON.stringify(planJson(prepared, estimate))}\n`
        : `${describePlan(prepared, estimate, calibration)}\n`,
    );
    return 0;
  },
});
