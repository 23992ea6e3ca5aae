import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandNames, loadCommand, type CommandName } from '../cli/commands.js';
import { runCommandLine } from '../cli/program.js';
import { recordedContext } from '../cli/sample-commands.fixture.js';
import { root } from './documented-commands.fixture.js';

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const recipe = read('Dockerfile');
const instructions = (name: string) =>
  [...recipe.matchAll(new RegExp(`^${name} (.+)$`, 'gm'))].map(([, words]) => words!);

interface Manifest {
  readonly engines: { readonly node: string };
  readonly scripts: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
}
const workspace = JSON.parse(read('package.json')) as Manifest;
const runner = JSON.parse(read('packages/runner/package.json')) as Manifest;

describe('the recipe for a container', () => {
  it('takes a Node that Thaw runs on, the same for all stages', () => {
    const [node] = instructions('ARG').flatMap((words) => /^NODE=(\d+)$/.exec(words)?.[1] ?? []);
    expect(workspace.engines.node.split('>=').at(-1)).toMatch(new RegExp(`^${node}\\.`));
    const stages = instructions('FROM').map((words) => words.split(' ')[0]);
    expect([...new Set(stages)]).toEqual(['node:${NODE}-bookworm-slim']);
  });

  it('runs scripts and commands that there are, with options that they have', async () => {
    const steps = instructions('RUN').map((step) => step.replace('${DEVICE}', 'gpu').split(' '));
    const scripts = steps.filter(([npm, run]) => npm === 'npm' && run === 'run');
    for (const [, , script] of scripts) expect(Object.keys(workspace.scripts)).toContain(script);
    const commands = steps.filter(([program]) => program === 'thaw').map(([, ...words]) => words);
    expect([scripts.length, commands.length]).toEqual([1, 1]);
    for (const words of commands) {
      const [name = ''] = words;
      expect(commandNames).toContain(name);
      const command = { ...(await loadCommand(name as CommandName)), run: () => Promise.resolve(0 as const) };
      const context = recordedContext();
      expect(await runCommandLine(words, [command], '0.0.0', context)).toBe(0);
    }
    expect(Object.keys(runner.bin)).toEqual(JSON.parse(instructions('ENTRYPOINT')[0]!));
  });

  it('installs what provisioning asks for, and only where it provisions', () => {
    const stages = recipe.split(/^FROM /m).slice(1);
    const provisioning = stages.filter((stage) => stage.includes('thaw provision'));
    expect(provisioning).toHaveLength(1);
    expect(provisioning[0]).toMatch(/^RUN apt-get install .*python3 python3-pip g\+\+$/m);
    expect(stages.at(-1)).not.toContain('RUN ');
  });

  it('sweeps where it has provisioned, and copies what there is', () => {
    const into = /--into (\S+)/.exec(recipe)?.[1];
    expect(instructions('ENV')).toContain(`THAW_CACHE=${into}`);
    for (const words of instructions('COPY').filter((each) => !each.startsWith('--from=')))
      expect(existsSync(join(root, words.split(' ')[0]!))).toBe(true);
    expect(read('.dockerignore').split('\n')).toEqual(
      expect.arrayContaining(['.git', '**/node_modules', '**/dist']),
    );
  });
});
