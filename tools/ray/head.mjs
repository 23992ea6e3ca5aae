/**
 * A real Ray on this machine: a head with the server of jobs, two cores and no GPU. Who asks it has to have a token. It has ports and a folder of
 * its own, so several run beside one another, and nothing of it is left once it was stopped.
 */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePorts } from '../free-ports.mjs';
import { kill, processes, variablesOf } from '../processes.mjs';

/** What all that it starts has in its environment. */
const mark = 'THAW_TEST_RAY';
const mebibyte = 2 ** 20;
/** On a busy machine its many processes take their time. */
const startMs = 60_000;

/** Starts it, and resolves once it takes jobs. */
export async function startRay() {
  const { stdout: python } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, 'setup.mjs'),
  ]);
  // Sockets lie in it, whose paths may be no longer than 107 characters.
  const folder = mkdtempSync(join(tmpdir(), 'ray-'));
  const [port, dashboard, agent, client] = await freePorts(4);
  const token = randomBytes(16).toString('hex');
  const log = openSync(join(folder, 'start.log'), 'w');
  const child = spawn(
    python.trim(),
    [
      ...['-m', 'ray.scripts.scripts', 'start', '--head', '--block', '--disable-usage-stats'],
      ...[`--temp-dir=${folder}`, `--port=${port}`, `--ray-client-server-port=${client}`],
      ...['--include-dashboard=true', '--dashboard-host=127.0.0.1', `--dashboard-port=${dashboard}`],
      ...[`--dashboard-agent-listen-port=${agent}`, '--min-worker-port=0', '--max-worker-port=0'],
      ...['--num-cpus=2', '--num-gpus=0', `--memory=${4096 * mebibyte}`],
      `--object-store-memory=${80 * mebibyte}`,
      // What nobody asks for here.
      ...['--include-log-monitor=false', '--no-monitor'],
    ],
    {
      env: { ...process.env, [mark]: folder, RAY_AUTH_MODE: 'token', RAY_AUTH_TOKEN: token },
      // A group of its own: of some processes nobody can read what is in their environment.
      detached: true,
      stdio: ['ignore', log, log],
    },
  );
  closeSync(log);
  const ray = new Ray(folder, child, `http://127.0.0.1:${dashboard}`, token);
  try {
    await ray.takesJobs();
    return ray;
  } catch (error) {
    const said = readFileSync(join(folder, 'start.log'), 'utf8');
    await ray.stop();
    throw new Error(`Ray does not start: ${said}`, { cause: error });
  }
}

class Ray {
  constructor(folder, child, address, token) {
    Object.assign(this, { folder, child, address, token });
  }

  /** What a process needs to find it. */
  get variables() {
    return { RAY_API_SERVER_ADDRESS: this.address, RAY_AUTH_MODE: 'token', RAY_AUTH_TOKEN: this.token };
  }

  /** Its server answers before there is something that takes jobs: a first one, that does nothing, is the test of it. */
  async takesJobs() {
    let answer = 'none';
    for (const endMs = Date.now() + startMs; Date.now() < endMs; await sleep(100)) {
      if (this.child.exitCode !== null) throw new Error('it has ended');
      try {
        const [status, said] = await this.#submit({ entrypoint: 'true' });
        if (status === 200) return;
        answer = said;
      } catch (error) {
        answer = String(error);
      }
    }
    throw new Error(`it takes no jobs: ${answer}`);
  }

  /** Not by `fetch`, which says of itself that it may be a browser's, and from these Ray takes nothing. */
  async #submit(job) {
    const headers = { authorization: `Bearer ${this.token}` };
    const sent = request(`${this.address}/api/jobs/`, { method: 'POST', headers }).end(JSON.stringify(job));
    const [response] = await once(sent, 'response');
    return [response.statusCode, await text(response)];
  }

  /** Ends what jobs compute in, as a kernel does without memory. */
  killComputing() {
    kill('-KILL', ...this.#running('worker/main'));
  }

  /** Ends a worker itself. */
  killWorker(name) {
    const isMeant = (pid) => variablesOf(pid).includes(`THAW_WORKER=${name}`);
    kill('-KILL', ...this.#running('worker/pull/main').filter(isMeant));
  }

  #running(program) {
    return this.#processes().flatMap(({ pid, command }) => (command.includes(program) ? [pid] : []));
  }

  #processes() {
    return processes().filter(({ pid }) => variablesOf(pid).includes(`${mark}=${this.folder}`));
  }

  /** Ends all of it, and removes its folder. */
  async stop() {
    const ended = this.child.exitCode === null && once(this.child, 'exit');
    if (ended) process.kill(-this.child.pid, 'SIGKILL');
    await ended;
    for (let left = this.#processes(); left.length > 0; left = this.#processes()) {
      kill('-KILL', ...left.map(({ pid }) => pid));
      await sleep(100);
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
