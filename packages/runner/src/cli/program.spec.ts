import { ThawError } from '@thaw/core';
import { describe, expect, it } from 'vitest';
import { type Command } from './command.js';
import { jsonOptions } from './common-options.js';
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

  it.each<[string, string, object]>([
    [
      'ecko',
      'THAW-CLI-UNKNOWN-COMMAND',
      { message: 'thaw has no command ecko', expected: 'one of echo', remedy: 'did you mean `echo`?' },
    ],
    [
      'echo --spek x',
      'THAW-CLI-UNKNOWN-OPTION',
      { message: 'thaw echo has no option --spek', found: '--spek', remedy: 'did you mean `--spec`?' },
    ],
    [
      'echo --colour',
      'THAW-CLI-UNKNOWN-OPTION',
      { expected: expect.stringContaining('--image-size') as string, remedy: 'see thaw echo --help' },
    ],
    [
      'echo --spec --json',
      'THAW-CLI-BAD-VALUE',
      {
        message:
          "option '--spec <FILE>' argument '--json' is invalid. A value was expected, not another option.",
      },
    ],
    [
      'echo --spec a loud b',
      'THAW-CLI-TOO-MANY-ARGUMENTS',
      { message: "too many arguments for 'echo'. Expected 1 argument but got 2." },
    ],
    ['echo --spec a lowd', 'THAW-CLI-BAD-VALUE', { found: '"lowd"', remedy: 'did you mean `loud`?' }],
  ])('answers the wrong usage `thaw %s` as a wrong spec, to programs too', async (line, code, said) => {
    const { exitCode, stdout, stderr } = await run(`${line} --json`);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(code);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'error', code, ...said });
    expect((await run(line)).stderr).toContain(code);
  });

  it('answers an option that lacks its value with a way on', async () => {
    const { exitCode, stderr } = await run('echo --spec');
    expect(exitCode).toBe(2);
    expect(stderr).toContain("option '--spec <FILE>' argument missing");
    expect(stderr).toContain('see thaw echo --help');
  });

  it('prints help, and nothing else, when it is called with nothing', async () => {
    const { exitCode, stderr } = await run('');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^Usage: thaw/);
    expect(stderr).not.toContain('THAW-CLI');
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

  it('tells programs of failures as events, with the place of each problem and the time', async () => {
    const position = { file: 'x.yaml', line: 3, column: 7, length: 2 };
    const problem = { code: 'THAW-TEST-FAILED', message: 'It is cold.', position, expected: 'warmth' };
    const { stdout, stderr } = await run('echo --json', [
      { ...throwing(new ThawError([problem, problem])), options: jsonOptions },
    ]);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { time: string });
    expect(events).toHaveLength(2);
    expect(events[0]).toEqual({
      ...{ type: 'error', code: 'THAW-TEST-FAILED', message: 'It is cold.', expected: 'warmth' },
      place: { file: 'x.yaml', line: 3, column: 7 },
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
    });
    expect(Math.abs(Date.parse(events[0]!.time) - Date.now())).toBeLessThan(60_000);
    expect(stderr).toContain('THAW-TEST-FAILED');
  });

  it('tells programs of defects too', async () => {
    const failing = { ...throwing(new TypeError('x is not a function')), options: jsonOptions };
    const { stdout } = await run('echo --json', [failing]);
    expect(JSON.parse(stdout)).toMatchObject({ code: 'THAW-CLI-DEFECT', message: 'x is not a function' });
  });

  it('ends quietly with 130 when an interruption made the command throw', async () => {
    const controller = new AbortController();
    controller.abort();
    const { exitCode, stderr } = await run('echo', [throwing(controller.signal.reason)], controller.signal);
    expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' });
  });
});
