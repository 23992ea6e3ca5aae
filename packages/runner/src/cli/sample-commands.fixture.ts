import { PassThrough } from 'node:stream';
import { defineCommand, type CommandContext } from './command.js';
import { deviceOptions, jsonOptions, specOptions } from './common-options.js';

/** A command with an option of every kind, which prints what it was given. */
export const echo = defineCommand({
  name: 'echo',
  summary: 'Print the options',
  options: {
    spec: { kind: 'path', placeholder: 'FILE', required: true, description: 'The experiment to read' },
    set: specOptions.set,
    ...jsonOptions,
    ...deviceOptions,
    backend: { kind: 'choice', choices: ['auto', 'wasm'], description: 'Where to compute' },
    mode: { kind: 'choice', choices: ['loud', 'soft'], positional: true, description: 'How to echo' },
    memory: { kind: 'bytes', placeholder: 'SIZE', description: 'How much to use' },
    imageSize: {
      ...{ kind: 'integer', placeholder: 'PIXELS', minimum: 1, word: 'auto' },
      description: 'Side of the images',
    },
  },
  examples: ['thaw echo --spec experiments/xception.yaml'],
  run(options, context) {
    context.stdout.write(JSON.stringify(options));
    return Promise.resolve(0);
  },
});

export interface RecordedContext extends CommandContext {
  /** What has been written to stdout and stderr so far. */
  printed(): { readonly stdout: string; readonly stderr: string };
}

/** A context that stands in `/home/ada/project` and remembers what is written. */
export function recordedContext(signal = new AbortController().signal): RecordedContext {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = new PassThrough({ encoding: 'utf8' });
  const cwd = '/home/ada/project';
  const all = (stream: PassThrough) => String(stream.read() ?? '');
  return {
    ...{ cwd, workspace: cwd, env: {}, stdout, stderr, isTerminal: false, colour: false, signal },
    printed: () => ({ stdout: all(stdout), stderr: all(stderr) }),
  };
}
