import { execFileSync, spawn, spawnSync, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/thaw.js', import.meta.url));
const shell = new URL('../../dist/cli/shell.js', import.meta.url).href;

/** A process whose command says `ready`, then `stopping` when it is told to, and ends when its input does. */
const script = `
  const { inShell } = await import('${shell}');
  process.exit(await inShell(async ({ signal, stdout, stderr }) => {
    const inputEnds = new Promise((resolve) => process.stdin.on('end', resolve).resume());
    signal.addEventListener('abort', () => stderr.write('stopping'));
    stderr.write('ready');
    await inputEnds;
    stdout.write('x'.repeat(1_000_000));
    return signal.aborted ? 130 : 0;
  }));
`;

async function start() {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script]);
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const says = async (text: string) => expect(String(await once(child.stderr, 'data'))).toBe(text);
  await says('ready');
  return { child, ended, says };
}

describe('the shell around a command', () => {
  // In a checkout the command builds what is not built.
  beforeAll(() => void execFileSync(process.execPath, [bin, '--version']), 120_000);

  it.each([
    ['SIGINT', 'SIGTERM'],
    ['SIGTERM', 'SIGINT'],
  ] as const)(
    'lets a command end by itself after Ctrl-C in Nx, which sends %s and %s',
    async (first, second) => {
      const { child, ended, says } = await start();
      child.kill(first);
      await says('stopping');
      child.kill(second);
      child.stdout.resume();
      child.stdin.end();
      expect(await ended).toEqual([130, null]);
    },
  );

  it('ends at once on a second Ctrl-C', async () => {
    const { child, ended, says } = await start();
    child.kill('SIGINT');
    await says('stopping');
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
  });

  it('goes on when nobody reads its output any more', async () => {
    const { child, ended } = await start();
    child.stdout.destroy();
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
  });

  it.each(['stdout', 'stderr'])(
    'does all its work when %s is on a full disk, and says so at the end',
    (name) => {
      const full = openSync('/dev/full', 'w');
      const stdio = ['ignore', 'pipe', 'pipe'].map((kind, fd) =>
        name === ['', 'stdout', 'stderr'][fd] ? full : kind,
      );
      const lines = `
      const { inShell } = await import('${shell}');
      const { setTimeout: sleep } = await import('node:timers/promises');
      process.exit(await inShell(async ({ stdout, stderr }) => {
        for (let run = 1; run <= 3; run++) {
          stdout.write('run ' + run);
          stderr.write('run ' + run);
          await sleep(20);
        }
        return 0;
      }));`;
      const { status, output } = spawnSync(process.execPath, ['--input-type=module', '--eval', lines], {
        stdio: stdio as StdioOptions,
        encoding: 'utf8',
      });
      closeSync(full);
      expect(output.filter(Boolean).join('')).toContain('run 1run 2run 3');
      expect(status).toBe(1);
      if (name === 'stdout') expect(output[2]).toContain('Output was lost: ENOSPC');
    },
  );

  it('hands all its output over before it ends', async () => {
    const { child, ended } = await start();
    let length = 0;
    child.stdout.on('data', (chunk: Buffer) => (length += chunk.length));
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
    expect(length).toBe(1_000_000);
  });
});
