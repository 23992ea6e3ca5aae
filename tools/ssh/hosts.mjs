/**
 * A real sshd on this machine, with keys and a port of its own, that a client knows as several hosts: `h1` and `h2` are this machine, and of the
 * others each is one that cannot be used: `stranger` shows a key that nobody knows, `closed` refuses ours, `off` does not answer, and nobody
 * knows `nowhere`. Nothing of the user's own settings is read or changed.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../free-ports.mjs';
import { kill, processes, variablesOf } from '../processes.mjs';
import { missingPrograms, programAt } from './programs.mjs';

/** Whether this machine has what it takes, and we may start it. */
export const hasSsh = () => missingPrograms().length === 0 && process.getuid?.() === 0;

const serverConfig = (folder, port) => `Port ${port}
ListenAddress 127.0.0.1
HostKey ${folder}/host
PidFile ${folder}/sshd.pid
AuthorizedKeysFile ${folder}/user.pub
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
MaxStartups 100
`;

const clientConfig = (folder, port, off) => `Host stranger
  UserKnownHostsFile /dev/null
Host closed
  IdentityFile ${folder}/host
Host off
  Port ${off}
Host h1 h2 stranger closed off
  HostName 127.0.0.1
Host * !closed
  IdentityFile ${folder}/user
Host *
  Port ${port}
  User ${userInfo().username}
  HostKeyAlias hosts
  IdentitiesOnly yes
  UserKnownHostsFile ${folder}/known
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
`;

/** Starts it, and resolves once it answers. */
export async function startHosts() {
  const folder = mkdtempSync(join(tmpdir(), 'thaw-ssh-'));
  const [port, off] = await freePorts(2);
  for (const name of ['host', 'user'])
    execFileSync(programAt('ssh-keygen'), ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
  writeFileSync(join(folder, 'known'), `hosts ${readFileSync(join(folder, 'host.pub'), 'utf8')}`);
  writeFileSync(join(folder, 'sshd_config'), serverConfig(folder, port));
  writeFileSync(join(folder, 'ssh_config'), clientConfig(folder, port, off));
  mkdirSync(join(folder, 'bin'));
  const client = join(folder, 'bin/ssh');
  writeFileSync(client, `#!/bin/sh\nexec ${programAt('ssh')} -F ${folder}/ssh_config "$@"\n`);
  chmodSync(client, 0o755);
  // It wants a folder to be in that nobody can write.
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  spawn(programAt('sshd'), ['-D', '-f', join(folder, 'sshd_config'), '-E', join(folder, 'log')], {
    stdio: 'ignore',
  });
  const hosts = new Hosts(folder, port);
  for (let tries = 0; tries < 100; tries++) {
    if (await answers(port)) return hosts;
    await sleep(50);
  }
  await hosts.stop();
  throw new Error('sshd does not come up');
}

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.unref();
    socket.on('connect', () => socket.destroy());
  });

class Hosts {
  constructor(folder, port) {
    Object.assign(this, { folder, port });
  }

  /** What a process needs to reach them. */
  get variables() {
    return { PATH: [join(this.folder, 'bin'), process.env.PATH].join(delimiter) };
  }

  /** Ends what workers compute in, as a kernel does without memory. */
  killComputing() {
    this.#killRunning('worker/main');
  }

  /** Ends workers themselves, those of one host if one is named. */
  killWorkers(host) {
    this.#killRunning('worker/pull/main', host);
  }

  #killRunning(program, host) {
    const meant = this.#started(host).filter(({ command }) => command.includes(program));
    kill('-KILL', ...meant.map(({ pid }) => pid));
  }

  /** What was started by way of it. */
  #started(host) {
    return processes().filter(({ pid }) => {
      const variables = variablesOf(pid);
      const isOurs = variables.some(
        (each) => each.startsWith('SSH_CONNECTION=') && each.endsWith(` ${this.port}`),
      );
      return isOurs && (host === undefined || variables.includes(`THAW_NODE=${host}`));
    });
  }

  /** Whether a worker is there. */
  get hasWorkers() {
    return this.#started().some(({ command }) => command.includes('worker/pull/main'));
  }

  /** Ends all of it, and removes its folder. */
  async stop() {
    const daemon = Number(readFileSync(join(this.folder, 'sshd.pid'), 'utf8'));
    kill('-TERM', daemon);
    kill('-KILL', ...this.#started().map(({ pid }) => pid));
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
