import { ThawError } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { type Command } from './command.js';
import { runCommandLine } from './program.js';
import { echo, recordedContext } from './sample-commands.fixture.js';

const run = async (line: string, commands: readonly Command[] = [echo], signal?: AbortSignal) => {
  const context = recordedContext(signal);
  const exitCode = await runCommandLine(line.split(' ').filter(Boolean), commands, '1.2.3', context);
  return { exitCode, ...context.printed() };
};

const throwing = (error: unknown): Command => ({
  ...echo,
  options: {},
  run: () => Promise.reject(error as Error),
});

describe('the command line', () => {
  it('gives a command its options in their types, paths resolved and what is absent empty', async () => {
    const { exitCode, stdout } = await run(
      'echo --spec a/b.yaml --set x=1 --set y=[1,2] --image-size 64 --cpu',
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      ...{ spec: '/home/ada/project/a/b.yaml', set: ['x=1', 'y=[1,2]'], imageSize: 64, cpu: true },
      ...{ json: false, gpu: false },
    });
  });

  it('takes the last of an option that is given twice but is no list', async () => {
    const { stdout } = await run('echo --spec a --spec /b --backend auto --backend wasm');
    expect(JSON.parse(stdout)).toMatchObject({ spec: '/b', backend: 'wasm' });
  });

  it.each([
    ['echo soft --spec a', 'soft'],
    ['echo --spec a soft', 'soft'],
    ['echo --spec a --mode soft', 'soft'],
    ['echo loud --spec a --mode soft', 'soft'],
  ])('takes the positional option in `thaw %s`', async (line, mode) => {
    expect(JSON.parse((await run(line)).stdout)).toMatchObject({ mode });
  });

  it('checks a positional option like any other', async () => {
    const { exitCode, stderr } = await run('echo lowd --spec a');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--mode does not take this value');
    expect(stderr).toContain('one of loud, soft');
  });

  it('prints its version', async () => {
    expect(await run('--version')).toEqual({ exitCode: 0, stdout: '1.2.3\n', stderr: '' });
  });

  it('prints every command under --help, and options and examples under that of a command', async () => {
    expect((await run('--help')).stdout).toContain('Print the options.');
    const { exitCode, stdout } = await run('echo --help');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('--image-size <PIXELS>');
    expect(stdout).toContain('Examples:\n  thaw echo --spec experiments/xception.yaml\n');
  });

  it.each([
    ['ecko', "error: unknown command 'ecko'\n(Did you mean echo?)\nSee thaw --help.\n"],
    ['echo --spek x', "error: unknown option '--spek'\n(Did you mean --spec?)\nSee thaw echo --help.\n"],
    ['echo --spec', "error: option '--spec <FILE>' argument missing\nSee thaw echo --help.\n"],
    [
      'echo --spec --json',
      "error: option '--spec <FILE>' argument '--json' is invalid. A value was expected, not another option.\n" +
        'See thaw echo --help.\n',
    ],
    [
      'echo --spec a loud b',
      "error: too many arguments for 'echo'. Expected 1 argument but got 2.\nSee thaw echo --help.\n",
    ],
  ])('answers the wrong usage `thaw %s` with a way on and exit code 2', async (line, message) => {
    expect(await run(line)).toEqual({ exitCode: 2, stdout: '', stderr: message });
  });

  it('reports all wrong values of a command at once', async () => {
    const { exitCode, stderr } = await run('echo --cpu --gpu --backend webgl --image-size 0');
    expect(exitCode).toBe(2);
    expect(stderr.match(/THAW-CLI-[A-Z-]+/g)).toEqual([
      'THAW-CLI-MISSING-OPTION',
      'THAW-CLI-EXCLUSIVE-OPTIONS',
      'THAW-CLI-BAD-VALUE',
      'THAW-CLI-BAD-VALUE',
    ]);
  });

  it('prints an expected failure without a stack and exits with 1', async () => {
    const failure = new ThawError({
      code: 'THAW-TEST-FAILED',
      message: 'The kiln is cold.',
      remedy: 'Light it.',
    });
    const { exitCode, stderr } = await run('echo', [throwing(failure)]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('THAW-TEST-FAILED');
    expect(stderr).toContain('Light it.');
    expect(stderr).not.toContain('    at ');
  });

  it('calls anything else a defect of Thaw and shows its stack', async () => {
    const { exitCode, stderr } = await run('echo', [throwing(new TypeError('x is not a function'))]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^This is a defect of Thaw, .*\nTypeError: x is not a function\n {4}at /);
  });

  it('ends quietly with 130 when an interruption made the command throw', async () => {
    const controller = new AbortController();
    controller.abort();
    const { exitCode, stderr } = await run('echo', [throwing(controller.signal.reason)], controller.signal);
    expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' });
  });
});
