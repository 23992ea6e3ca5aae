import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
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

  it('lets a command end by itself after Ctrl-C, even when SIGTERM follows as from Nx', async () => {
    const { child, ended, says } = await start();
    child.kill('SIGINT');
    await says('stopping');
    child.kill('SIGTERM');
    child.stdout.resume();
    child.stdin.end();
    expect(await ended).toEqual([130, null]);
  });

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

  it('hands all its output over before it ends', async () => {
    const { child, ended } = await start();
    let length = 0;
    child.stdout.on('data', (chunk: Buffer) => (length += chunk.length));
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
    expect(length).toBe(1_000_000);
  });
});
