import { formatProblems } from '@thaw/core';
import { defineCommand } from '../cli/command.js';
import { jsonOptions, specOptions, storeOptions } from '../cli/common-options.js';
import { listDataset } from '../data/index-dataset.js';
import { identification } from '../sweep/plan-runs.js';
import { readSpec } from '../sweep/read-spec.js';
import { dataId, SpecInputs } from '../sweep/spec-inputs.js';
import { weightsPlaces } from './session.js';

export const validate = defineCommand({
  name: 'validate',
  summary: 'Check a spec, and that the data and weights it names are there, without running anything',
  options: { ...specOptions, ...storeOptions, ...jsonOptions },
  examples: [
    'thaw validate --spec experiments/xception.yaml',
    'thaw validate --spec x.yaml --set head.dropout=0.5',
  ],
  async run({ spec, set, json }, context) {
    const { stdout, stderr } = context;
    const loaded = await readSpec(spec, set);
    const { name, runs } = loaded;
    const inputs = new SpecInputs(loaded);
    const datasets = await inputs.datasets(listDataset);
    await inputs.weights(identification(loaded, weightsPlaces(context)));
    inputs.throwProblems();
    loaded.checkClasses(({ data }) => datasets.get(dataId(data))!.classes);
    const warnings = [loaded, ...datasets.values()].flatMap((read) => read.warnings);
    if (warnings.length > 0) stderr.write(`${formatProblems(warnings)}\n\n`);
    const result = { name, runs: runs.length, warnings };
    stdout.write(json ? `${JSON.stringify(result)}\n` : `${name} is valid: ${runs.length} runs\n`);
    return 0;
  },
});
