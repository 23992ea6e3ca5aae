import { defineCommand } from '../cli/command.js';
import { digestOptions, jsonOptions, specOptions, storeOptions } from '../cli/common-options.js';
import { prepareAndCheck } from './session.js';

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
    const { prepared, warnings } = await prepareAndCheck(options, context);
    const { name, runs } = prepared.loaded;
    const result = { name, runs: runs.length, warnings };
    context.stdout.write(
      options.json
        ? `${JSON.stringify(result)}\n`
        : `${name} is valid: ${runs.length} run${runs.length === 1 ? '' : 's'}\n`,
    );
    return 0;
  },
});
