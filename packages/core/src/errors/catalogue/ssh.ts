import type { Explanations } from './explanations.js';

/** Hosts that ssh reaches. */
export const ssh = {
  'THAW-SSH-NO-HOSTS':
    '`--launcher ssh` starts workers on the hosts that `launcher.ssh.hosts` of the spec or of the site file names, and neither names one (docs/clusters.md).',
  'THAW-SSH-NOT-HERE':
    '`--launcher ssh` asks hosts by the command `ssh`, which is not in PATH. It comes with OpenSSH (`openssh-client` on Debian).',
  'THAW-SSH-UNREACHABLE':
    'ssh has not reached a host, and its own words say why: a name that nobody knows, a host that is off, a firewall. Names may be those of `Host` lines in `~/.ssh/config`, which may also say a port, a user and a way there (`ProxyJump`). `ssh HOST true` has to work in a terminal.',
  'THAW-SSH-KEY-REFUSED':
    'The host was reached and lets nobody in with the keys that ssh has. No password is asked for, as nobody may be there to give one: put your key there (`ssh-copy-id HOST`), and have an agent if the key has a passphrase (`ssh-add`).',
  'THAW-SSH-HOST-KEY':
    'ssh does not know the key by which the host shows who it is, or knows another. Connect once by hand (`ssh HOST`), and compare the fingerprint with what its administrator says; where the host was installed anew, `ssh-keygen -R HOST` forgets the old key.',
  'THAW-SSH-NOT-SHARED':
    'The host was reached, and does not have what workers need at the same place as this machine: the queue in the store, to read and write, and the files of Thaw. Have both on a file system that all hosts mount at the same path.',
  'THAW-SSH-REFUSED':
    'A command that starts or looks for workers has failed on a host; its own words say why. Hosts need Linux, with `bash`, `ps` and `setsid`.',
} as const satisfies Explanations<'SSH'>;
