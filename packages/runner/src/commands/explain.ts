import { escapeInterpolations, specOfRun, ThawError } from '@thaw/core';
import { requireOutput, writeOutput } from '@thaw/execution/files';
import { stringify } from 'yaml';
import { inCallersWords } from '../cli/callers-words.js';
import { defineCommand } from '../cli/command.js';
import { jsonOptions, runOptions, storeOptions } from '../cli/common-options.js';
import { describeExplanation } from '../explain/describe-explanation.js';
import { explainRun, type Explanation } from '../explain/explain-run.js';
import { refuseOtherSpec } from './refuse-own-input.js';
import { openToRead } from './session.js';

export const explain = defineCommand({
  name: 'explain',
  summary:
    'Show how a run came to its result: every stage with inputs, hashes, weights, versions and machine',
  options: {
    ...runOptions,
    out: {
      kind: 'path',
      placeholder: 'FILE',
      description: 'Write the run as a spec of its own, to run just this again',
    },
    ...storeOptions,
    ...jsonOptions,
  },
  examples: ['thaw explain 3f2a9c', 'thaw explain 3f2a9c --out run.yaml && thaw sweep --spec run.yaml'],
  async run({ run, out, store, json }, context) {
    const onNotice = (line: string) => void context.stderr.write(`${line}\n`);
    if (out !== undefined) await requireOutput(out);
    const explanation = await explainRun(run, await openToRead(store, context, { isObserver: true }));
    if (out !== undefined) {
      const spec = specOf(explanation);
      refuseOtherSpec(out, spec.name);
      await writeOutput(out, stringify(escapeInterpolations(spec)));
      onNotice(`${out} is a spec of run ${explanation.run} alone`);
    }
    context.stdout.write(
      json
        ? `${JSON.stringify(explanation, null, 1)}\n`
        : `${inCallersWords(describeExplanation(explanation), context.env)}\n`,
    );
    return 0;
  },
});

function specOf({ run, sweep, config }: Explanation) {
  if (config) return specOfRun(`${sweep.name}-${run}`, config, { experiment: sweep.experiment });
  throw new ThawError({
    code: 'THAW-RUN-NO-CONFIG',
    message: `the journal does not hold the configuration of run ${run}`,
    remedy: 'run its sweep again: what is stored is not computed anew',
  });
}
