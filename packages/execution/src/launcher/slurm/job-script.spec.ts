import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asked, jobScript, outputPath, toldByJob } from './job-script.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "thaw-job's-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const script = (program: string, setup?: string): string => {
  const file = join(folder, "a program's.mjs");
  writeFileSync(file, program);
  return jobScript([file, 'a b'], { setup });
};

describe('the script of a job', () => {
  it('sets up, runs a program with its words, and ends as it does', () => {
    const text = script(
      'console.log(process.env.MODULE, process.argv[2]); process.exit(0)',
      'export MODULE=cuda',
    );
    expect(execFileSync('bash', ['-c', text], { encoding: 'utf8' })).toBe('cuda a b\n');
    expect(() => execFileSync('bash', ['-c', script('process.exit(3)')])).toThrow(
      expect.objectContaining({ status: 3 }),
    );
  });

  it('tells the program of SIGUSR1 as of SIGTERM, and waits for it', async () => {
    const text = script(`
      process.on('SIGTERM', () => setTimeout(() => { console.log('stored'); process.exit(0) }, 20));
      setInterval(() => {}, 1000);
      console.log('ready');
    `);
    const job = spawn('bash', ['-c', text], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    job.stdout.on('data', (piece: Buffer) => {
      said += String(piece);
      if (said === 'ready\n') job.kill('SIGUSR1');
    });
    const [code] = (await once(job, 'close')) as [number];
    expect({ said, code }).toEqual({ said: 'ready\nstored\n', code: 0 });
  });

  it('submits a successor at once where its time is over, and not where it was cancelled', async () => {
    const program = join(folder, 'program.mjs');
    writeFileSync(
      program,
      `process.on('SIGTERM', () => setTimeout(() => process.exit(130), 20));
       setInterval(() => {}, 1000);
       console.log('ready');`,
    );
    const saidAfter = async (signal: NodeJS.Signals) => {
      const text = jobScript([program], { again: ['echo', "it's again"] });
      // Without scontrol nothing is known of preemption.
      const job = spawn('/bin/bash', ['-c', text], { env: { PATH: folder } });
      let said = '';
      job.stdout.on('data', (piece: Buffer) => {
        said += String(piece);
        if (said === 'ready\n') job.kill(signal);
      });
      const [code] = (await once(job, 'close')) as [number];
      return `${said}${code}`;
    };
    expect(await saidAfter('SIGUSR1')).toBe("ready\nit's again\n130");
    expect(await saidAfter('SIGTERM')).toBe('ready\n130');
  });

  it('tells a worker who it is, and when its time is over, which old versions of Slurm are asked for', () => {
    const told = (env: Readonly<Record<string, string>>) =>
      execFileSync('bash', ['-c', `${toldByJob}\necho "$THAW_WORKER|$THAW_NODE|$THAW_END_TIME"`], {
        env: { PATH: `${folder}:${process.env['PATH']}`, TZ: 'UTC', SLURMD_NODENAME: 'n1', ...env },
        encoding: 'utf8',
      }).trim();
    const ofArray = { SLURM_JOB_ID: '14', SLURM_ARRAY_JOB_ID: '12', SLURM_ARRAY_TASK_ID: '3' };
    expect(told({ ...ofArray, SLURM_JOB_END_TIME: '1800000000' })).toBe('12_3|n1|1800000000');
    for (const [says, seconds] of [
      ['2027-01-15T08:00:00', '1800000000'],
      ['N/A', ''],
      ['', ''],
    ] as const) {
      writeFileSync(join(folder, 'squeue'), `#!/bin/sh\necho '${says}'\n`, { mode: 0o755 });
      expect(told({ SLURM_JOB_ID: '14' })).toBe(`14|n1|${seconds}`);
    }
  });

  it('is submitted with what the profile says, and nothing else', () => {
    expect(asked({ partition: 'gpu', cpus: 8, time: '2:00:00', setup: 'x', maxJobs: 3 })).toEqual([
      ...['--partition=gpu', '--cpus-per-task=8', '--time=2:00:00'],
    ]);
    expect(outputPath('/data/100%/x')).toBe('/data/100%%/x');
  });
});
