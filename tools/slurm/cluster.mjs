/**
 * A real Slurm on this machine: a controller, and nodes of one core each that all are this machine. There is no accounting, arrays have two
 * jobs at most, nothing is requeued, and jobs in the partition `urgent` cancel those in `main`. It has ports and a folder of its own, so several run beside one another.
 */
import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findProgram } from '../debian.mjs';
import { freePorts } from '../free-ports.mjs';
import { kill, processes, variablesOf } from '../processes.mjs';
import { programs } from './programs.mjs';

const run = promisify(execFile);
const path = [process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter);

/** Whether this machine has Slurm, and we may start it. */
export function hasSlurm() {
  const before = process.env.PATH;
  process.env.PATH = path;
  const isThere = programs.every((name) => findProgram(name));
  process.env.PATH = before;
  return isThere && process.getuid?.() === 0;
}

const nodes = ['n1', 'n2'];

const configOf = (folder, [control, ...ports]) => `ClusterName=thaw
SlurmctldHost=${hostname().split('.')[0]}(127.0.0.1)
SlurmctldPort=${control}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.sock
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool/%n
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/%n.pid
SlurmctldLogFile=${folder}/log/slurmctld.log
SlurmdLogFile=${folder}/log/%n.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MaxArraySize=2
JobRequeue=0
KillWait=10
SlurmdTimeout=30
SchedulerParameters=batch_sched_delay=0,bf_interval=1,sched_interval=1
PreemptType=preempt/partition_prio
PreemptMode=CANCEL
${nodes
  .map(
    (node, index) =>
      `NodeName=${node} NodeHostname=${hostname().split('.')[0]} NodeAddr=127.0.0.1 Port=${ports[index]} CPUs=1 RealMemory=8000 State=UNKNOWN`,
  )
  .join('\n')}
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP PriorityTier=1 PreemptMode=CANCEL
PartitionName=urgent Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=10 PreemptMode=OFF
`;

/** Starts it, and resolves once its nodes are idle. */
export async function startCluster() {
  const folder = mkdtempSync(join(tmpdir(), 'thaw-slurm-'));
  for (const name of ['state', 'log', 'spool/n1', 'spool/n2'])
    mkdirSync(join(folder, name), { recursive: true });
  const config = join(folder, 'slurm.conf');
  writeFileSync(config, configOf(folder, await freePorts(1 + nodes.length)));
  const key = join(folder, 'munge.key');
  writeFileSync(key, randomBytes(1024), { mode: 0o600 });
  const env = { ...process.env, PATH: path, SLURM_CONF: config };
  const start = (program, ...parameters) => execFileSync(program, parameters, { env, stdio: 'ignore' });
  const ask = async (program, ...parameters) => (await run(program, parameters, { env })).stdout;
  const cluster = new Cluster(folder, env, ask);
  try {
    start(
      'munged',
      ...[`--socket=${folder}/munge.sock`, `--key-file=${key}`, `--pid-file=${folder}/munged.pid`, '--force'],
      ...[`--log-file=${folder}/log/munged.log`, `--seed-file=${folder}/munge.seed`],
    );
    start('slurmctld', '-c');
    for (const node of nodes) start('slurmd', '-N', node);
    for (let tries = 0; tries < 100; tries++) {
      const idle = await ask('sinfo', '-h', '-N', '-p', 'main', '-t', 'idle', '-o', '%N').catch(() => '');
      if (idle.split('\n').filter(Boolean).length === nodes.length) return cluster;
      await sleep(200);
    }
    throw new Error(`Slurm's nodes do not come up`);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

class Cluster {
  constructor(folder, env, ask) {
    Object.assign(this, { folder, env, ask });
  }

  /** What a process needs to find it. */
  get variables() {
    return { SLURM_CONF: this.env.SLURM_CONF, PATH: this.env.PATH };
  }

  /** Ends a node as a power cut does: its daemon, and all that its jobs have started. */
  killNode(node) {
    const ofJobs = this.#jobProcesses((variables) => variables.includes(`SLURMD_NODENAME=${node}`));
    kill('-KILL', this.#daemon(node), ...this.#stepsOf(ofJobs), ...ofJobs.map(({ pid }) => pid));
  }

  /** Ends what jobs compute in, as a kernel does without memory. */
  killComputing() {
    this.#killRunning('worker/main');
  }

  /** Ends workers themselves. */
  killWorkers() {
    this.#killRunning('worker/pull/main');
  }

  #killRunning(program) {
    const meant = this.#jobProcesses().filter(({ command }) => command.includes(program));
    kill('-KILL', ...meant.map(({ pid }) => pid));
  }

  startNode(node) {
    execFileSync('slurmd', ['-N', node], { env: this.env, stdio: 'ignore' });
  }

  /** What its jobs have started, with the command lines. */
  #jobProcesses(isMeant = () => true) {
    return processes().filter(({ pid }) => {
      const variables = variablesOf(pid);
      return (
        this.#isOurs(pid) && variables.some((each) => each.startsWith('SLURM_JOB_ID=')) && isMeant(variables)
      );
    });
  }

  /** What watches over these. */
  #stepsOf(ofJobs) {
    const jobs = new Set(
      ofJobs.flatMap(({ pid }) => variablesOf(pid).filter((each) => each.startsWith('SLURM_JOB_ID='))),
    );
    const names = [...jobs].map((each) => `[${each.split('=')[1]}.batch]`);
    return processes()
      .filter(
        ({ pid, name, command }) =>
          name === 'slurmstepd' && this.#isOurs(pid) && names.some((each) => command.includes(each)),
      )
      .map(({ pid }) => pid);
  }

  #isOurs = (pid) => variablesOf(pid).includes(`SLURM_CONF=${this.env.SLURM_CONF}`);

  #daemon(name) {
    const file = join(this.folder, `${name}.pid`);
    return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
  }

  /** Cancels what is there, ends all of it, and removes its folder. */
  async stop() {
    await this.ask('scancel', '--user=root').catch(() => '');
    for (let tries = 0; tries < 20 && this.#jobProcesses().length > 0; tries++) await sleep(200);
    const daemons = [...nodes, 'slurmctld', 'munged'].map((name) => this.#daemon(name));
    kill('-TERM', ...daemons);
    await sleep(500);
    const left = processes().filter(({ pid }) => this.#isOurs(pid));
    kill('-KILL', ...daemons, ...left.map(({ pid }) => pid));
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
