import { ThawError } from '@thaw/core';
import type { ClusterKind } from '../queue/cluster-kind.js';
import { slotsOf } from './slots.js';
import { SshStarter } from './ssh-starter.js';

/**
 * Workers are processes on hosts, by the `ssh` of the system: what it knows of users, keys and ways there holds here too. The schedule stays
 * where the command was given.
 */
export const ssh: ClusterKind<'ssh'> = {
  name: 'ssh',
  title: 'ssh',
  profile(asks) {
    const places = slotsOf(asks.hosts).length;
    if (places === 0) throw noHosts();
    return { ...asks, maxJobs: Math.min(asks.maxJobs ?? places, places) };
  },
  starter: (queue) => new SshStarter(queue),
};

const noHosts = (): ThawError =>
  new ThawError({
    code: 'THAW-SSH-NO-HOSTS',
    message: 'nothing says on which hosts workers are to be started',
    expected:
      'launcher.ssh.hosts in the spec or in the site file, such as [gpu1, { host: gpu2, gpus: [0, 1] }]',
    found: 'none',
    remedy: "name them there, or with `--set 'launcher.ssh.hosts=[gpu1, gpu2]'`",
  });
