import { validateSpec } from '../api/validate-spec.js';
import { defineCommand } from '../cli/command.js';
import { digestOptions, jsonOptions, specOptions, storeOptions } from '../cli/common-options.js';
import { specCall } from './session.js';

export const validate = defineCommand({
  name: 'validate',
  summary:
    'Check a spec, its data and its weights, and that they will do for its runs, without running anything',
  options: { ...specOptions, ...storeOptions, ...digestOptions, ...jsonOptions },
  examples: [
    'thaw validate --spec experiments/xception.yaml',
    'thaw validate --spec x.yaml --set head.dropout=0.5',
  ],
  async run(options, context) {
    const { name, runs, warnings } = await validateSpec(specCall(options, context));
    const result = { name, runs: runs.length, warnings };
    context.stdout.write(
      options.json
        ? `${JSON.stringify(result)}\n`
        : `${name} is valid: ${runs.length} run${runs.length === 1 ? '' : 's'}\n`,
    );
    return 0;
  },
});
