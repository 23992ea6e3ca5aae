import { validateSpec } from '../api/validate-spec.js';
import { defineCommand } from '../cli/command.js';
import { digestOptions, jsonOptions, specsOptions, storeOptions } from '../cli/common-options.js';
import { problemJson } from '../cli/json-event.js';
import { specCall } from './session.js';
import { forEachSpec } from './several-specs.js';

export const validate = defineCommand({
  name: 'validate',
  summary:
    'Check specs, their data and weights, and that they will do for their runs, without running anything',
  options: { ...specsOptions, ...storeOptions, ...digestOptions, ...jsonOptions },
  examples: [
    'thaw validate --spec experiments/xception.yaml',
    "thaw validate --spec 'experiments/*.yaml'",
    'thaw validate --spec x.yaml --set head.dropout=0.5',
  ],
  async run(options, context) {
    const valid: object[] = [];
    const { code, areSeveral } = await forEachSpec(options, context, async ({ file, spec }) => {
      const { name, runs, warnings } = await validateSpec(specCall({ ...options, spec: file }, context));
      const told = { name, runs: runs.length, warnings: warnings.map(problemJson) };
      valid.push({ ...(spec && { spec }), ...told });
      if (!options.json) {
        const place = spec === undefined ? '' : `${spec}: `;
        context.stdout.write(`${place}${name} is valid: ${runs.length} run${runs.length === 1 ? '' : 's'}\n`);
      }
      return 0;
    });
    if (options.json) {
      const result = areSeveral ? { valid } : valid[0];
      if (result) context.stdout.write(`${JSON.stringify(result)}\n`);
    }
    return code;
  },
});
