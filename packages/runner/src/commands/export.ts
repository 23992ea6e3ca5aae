import { listing, ThawError } from '@thaw/core';
import { exportModel as writeModel, type ExportedModel } from '../api/export-model.js';
import { registerModel, type RegisteredModel } from '../api/register-model.js';
import { defineCommand } from '../cli/command.js';
import {
  cacheOptions,
  jsonOptions,
  runOptions,
  storeOptions,
  trackingOptions,
} from '../cli/common-options.js';
import type { SweepEvent } from '../events/sweep-event.js';
import { keptFormat, modelFormatNames } from '../export/model-formats.js';
import { describeRounding } from '../export/round/describe-rounding.js';
import { showProgress } from '../progress/show-progress.js';
import { formatBytes } from '../text/bytes.js';
import { surroundingsIn } from './session.js';

export const exportModel = defineCommand({
  name: 'export',
  summary: 'Write the trained model of a run, for TensorFlow, MLflow and whatever serves them',
  options: {
    ...runOptions,
    format: {
      kind: 'choice',
      choices: modelFormatNames,
      many: true,
      description: `What to write the model as (repeatable; default: ${keptFormat})`,
    },
    precision: {
      kind: 'choice',
      choices: ['float32', 'float16', 'int8'],
      description: 'What to keep weights in, of ONNX; says the accuracy before and after (default: float32)',
    },
    demo: { kind: 'flag', description: 'With tfjs: a page, too, that tries the model in a browser' },
    out: { kind: 'path', placeholder: 'DIR', description: 'The folder to make' },
    register: {
      kind: 'text',
      placeholder: 'NAME',
      description: "Make a version of this model in MLflow's registry",
    },
    alias: {
      kind: 'text',
      placeholder: 'ALIAS',
      description: 'What to call that version too, for example champion',
    },
    force: { kind: 'flag', description: 'Replace a folder that an export wrote' },
    ...jsonOptions,
    ...storeOptions,
    ...trackingOptions,
    ...cacheOptions,
  },
  examples: [
    'thaw export 3f2a9c --out flowers-model',
    'thaw export 3f2a9c --register flowers --alias champion',
    'thaw export 3f2a9c --format savedmodel --format onnx --out flowers-model --force',
    'thaw export 3f2a9c --format tfjs --demo --out flowers-page',
    'thaw export 3f2a9c --format onnx --precision int8 --out flowers-int8 --json',
  ],
  async run({ out, register, alias, trackingUri, json, ...options }, context) {
    requireTarget({ out, register, alias });
    if (out === undefined) requireNothingWritten(options);
    const progress = showProgress(false, context);
    const { run, store } = options;
    const call = {
      ...{ ...surroundingsIn(context), signal: context.signal, run, store },
      onEvent: (event: SweepEvent) => progress.show(event),
    };
    const say = (line: string) => {
      progress.close();
      if (!json) context.stdout.write(`${line}\n`);
    };
    let made: Made | undefined;
    try {
      if (out !== undefined) {
        const { format, precision, demo, force } = options;
        const formats = format.length > 0 ? format : undefined;
        const exported = await writeModel({ ...call, out, precision, demo, force, formats });
        const { run, files, rounding } = exported;
        made = exported;
        const bytes = formatBytes(files.reduce((sum, file) => sum + file.bytes, 0));
        say(`${out} has the model of run ${run}, ${bytes}; its README.md says how to use it`);
        if (rounding) say(describeRounding(rounding));
      }
      if (register !== undefined) {
        const { run, ...registered } = await registerModel({ ...call, register, alias, trackingUri });
        const { name, version, isNew } = registered;
        made = { ...made, run, registered: { ...registered, ...(alias !== undefined && { alias }) } };
        const also = alias === undefined ? '' : `, called ${alias}`;
        say(`the model of run ${run} is version ${version} of ${name}${also}${isNew ? '' : ', as before'}`);
      }
      if (json) context.stdout.write(`${JSON.stringify(made, null, 1)}\n`);
      return 0;
    } finally {
      progress.close();
    }
  },
});

/** What `--json` prints: of the folder, where there is one, and of the version, where there is one. */
interface Made extends Partial<ExportedModel> {
  readonly run: string;
  readonly registered?: Omit<RegisteredModel, 'run'> & { readonly alias?: string };
}

function requireTarget({
  out,
  register,
  alias,
}: Record<'out' | 'register' | 'alias', string | undefined>): void {
  if (register === undefined && (out === undefined || alias !== undefined))
    throw new ThawError({
      code: 'THAW-CLI-MISSING-OPTION',
      message: alias === undefined ? 'it is not said where the model is to go' : '--register is missing',
      expected: '--out DIR, or --register NAME and perhaps --alias ALIAS, or both',
      found: alias === undefined ? 'neither' : '--alias without --register',
      remedy: 'thaw export 3f2a9c --register flowers --alias champion',
    });
}

interface HowWritten {
  readonly format: readonly string[];
  readonly precision: string | undefined;
  readonly demo: boolean;
  readonly force: boolean;
}

/** What is registered is what sweeps log, whatever else a model can be written as. */
function requireNothingWritten({ format, precision, demo, force }: HowWritten): void {
  const given = { format: format.length > 0, precision: precision !== undefined, demo, force };
  const found = Object.entries(given).flatMap(([option, isGiven]) => (isGiven ? `--${option}` : []));
  if (found.length === 0) return;
  throw new ThawError({
    code: 'THAW-CLI-MISSING-OPTION',
    message: 'it is said how files are written, and not where: what is registered is a SavedModel',
    expected: '--out DIR beside it',
    found: `${listing(found, 'and')} with --register alone`,
    remedy: `add --out DIR, or leave out ${listing(found, 'and')}`,
  });
}
