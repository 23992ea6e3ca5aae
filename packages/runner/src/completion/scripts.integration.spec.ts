import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scriptFor, shells, type Shell } from './scripts.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const typist = fileURLToPath(new URL('type-in-shell.py', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'thaw-shells-'));
  const command = join(folder, 'thaw');
  writeFileSync(command, `#!/bin/sh\nexec ${process.execPath} ${main} "$@"\n`);
  chmodSync(command, 0o755);
  writeFileSync(join(folder, 'a spec.yaml'), 'backbone: mobilenetv2\ndata: images\n');
  writeFileSync(join(folder, 'notes.txt'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));
const options = () => ({
  cwd: folder,
  encoding: 'utf8' as const,
  env: { ...process.env, PATH: `${folder}:${process.env.PATH}`, HOME: folder },
});

/** What the lines become by Tab, in a terminal. */
function typed(shell: Exclude<Shell, 'fish'>, lines: readonly string[]): readonly string[] {
  const setups = {
    bash: `eval "$(thaw completion bash)"; show() { echo "<<$READLINE_LINE>>"; }; bind -x '"\\C-xw": show'`,
    zsh: `autoload -U compinit && compinit -D -u; source <(thaw completion zsh); show() { print -rn -- "<<$BUFFER>>" }; zle -N show; bindkey '^Xw' show`,
  };
  const words = { bash: ['bash', '--norc', '-i'], zsh: ['zsh', '-f', '-i'] }[shell];
  const input = [setups[shell], ...lines].join('\n');
  return execFileSync('python3', [typist, ...words], { ...options(), input })
    .replace(/\n$/, '')
    .split('\n');
}

const isThere = (shell: Shell) => spawnSync(shell, ['-c', 'true']).status === 0;
for (const shell of shells)
  if (!isThere(shell))
    process.stderr.write(`${shell} is not on this machine: how it completes thaw is NOT tested\n`);

const cases: readonly (readonly [line: string, completed: string])[] = [
  ['thaw provi', 'thaw provision '],
  ['thaw plan --sp', 'thaw plan --spec '],
  ['thaw plan a', 'thaw plan a\\ spec.yaml '],
  ['thaw sweep --backend=te', 'thaw sweep --backend=tensorflow '],
  ['thaw sweep --set precision=b', 'thaw sweep --set precision=bfloat16 '],
  ['thaw report --out no', 'thaw report --out notes.txt '],
  ['thaw sweep --set head.dro', 'thaw sweep --set head.dropout='],
];

/** In quotes, or with what else a shell takes away; fish, which is asked and not typed in, has its own way below. */
const quoted: readonly (readonly [line: string, completed: string])[] = [
  ['thaw plan a\\ sp', 'thaw plan a\\ spec.yaml '],
  ['thaw plan "a sp', 'thaw plan "a spec.yaml" '],
  ["thaw plan 'a spec.yaml' --sp", "thaw plan 'a spec.yaml' --spec "],
];

const lines = cases.map(([line]) => line);
const completed = cases.map(([, line]) => line);

describe('a line of thaw is completed by Tab', () => {
  it.skipIf(!isThere('bash'))('in bash', () => {
    expect(typed('bash', [...lines, ...quoted.map(([line]) => line)])).toEqual([
      ...completed,
      ...quoted.map(([, line]) => line),
    ]);
  });

  it.skipIf(!isThere('zsh'))('in zsh', () => {
    expect(typed('zsh', [...lines, ...quoted.map(([line]) => line)])).toEqual([
      ...completed,
      ...quoted.map(([, line]) => line),
    ]);
  });

  it.skipIf(!isThere('fish'))('in fish', () => {
    writeFileSync(join(folder, 'thaw.fish'), scriptFor('fish'));
    const script = `source thaw.fish; ${lines.map((line) => `complete --do-complete '${line}'; echo ==`).join('; ')}`;
    const answers = execFileSync('fish', ['--no-config', '-c', script], options()).split('==\n');
    const firsts = answers.map((answer) => answer.split(/[\t\n]/)[0]!.replace('a spec', 'a\\ spec'));
    const found = lines.map((line, index) => line.slice(0, line.lastIndexOf(' ') + 1) + firsts[index]);
    expect(found).toEqual(completed.map((line) => line.trimEnd()));
    const inQuotes = ['a\\\\ sp', '"a sp'].map((word) => `complete --do-complete 'thaw plan ${word}'`);
    expect(
      execFileSync('fish', ['--no-config', '-c', `source thaw.fish; ${inQuotes.join('; ')}`], options()),
    ).toBe('a spec.yaml\na spec.yaml\n');
  });
});
