import { formatProblems } from '@thaw/core';
import { defineCommand } from '../cli/command.js';
import { jsonOptions, specOptions, storeOptions } from '../cli/common-options.js';
import { readSpec } from '../sweep/read-spec.js';

export const validate = defineCommand({
  name: 'validate',
  summary: 'Check a spec without running anything',
  options: { ...specOptions, ...storeOptions, ...jsonOptions },
  examples: [
    'thaw validate --spec experiments/xception.yaml',
    'thaw validate --spec x.yaml --set head.dropout=0.5',
  ],
  async run({ spec, set, json }, { stdout, stderr }) {
    const { name, runs, warnings } = await readSpec(spec, set);
    if (warnings.length > 0) stderr.write(`${formatProblems(warnings)}\n\n`);
    const result = { name, runs: runs.length, warnings };
    stdout.write(json ? `${JSON.stringify(result)}\n` : `${name} is valid: ${runs.length} runs\n`);
    return 0;
  },
});
