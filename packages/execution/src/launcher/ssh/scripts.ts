import { workersFolder } from '../../queue/index.js';
import type { QueueOnCluster } from '../queue/cluster-kind.js';
import { findNode, quoted, workerVariables, workerWords } from '../queue/worker-program.js';
import { sayLine } from './on-host.js';
import type { Slot } from './slots.js';

/** How long it is waited for a file that was just written elsewhere: file systems of networks remember what was not there. */
const seenAfterSeconds = 20;
/** How long a worker that is to end has until it is ended. */
const graceSeconds = 60;

/** The process of a worker: it stays the same from here to the end, so that its number is known. */
const workerScript = (queue: QueueOnCluster<'ssh'>, { name, host, gpu }: Slot): string => `
export ${workerVariables.name}=${quoted(name)}-$$
export ${workerVariables.node}=${quoted(host)}
${gpu === undefined ? '' : `export CUDA_DEVICE_ORDER=PCI_BUS_ID CUDA_VISIBLE_DEVICES=${gpu}`}
exec >>${quoted(workersFolder(queue.folder))}/"$${workerVariables.name}.log" 2>&1
${queue.profile.setup ?? ''}
${findNode}
command -v "$node" >/dev/null || { echo "Node is not on ${host}: neither as $node nor after launcher.ssh.setup"; exit 127; }
exec "$node" ${workerWords(queue).map(quoted).join(' ')}
`;

/** Says `started PID` of each slot in its order, or `not-there PATH`. */
export function startScript(queue: QueueOnCluster<'ssh'>, slots: readonly Slot[]): string {
  const [entry] = workerWords(queue);
  const cache = process.env['THAW_CACHE'];
  return `
workers=${quoted(workersFolder(queue.folder))}
left=${seenAfterSeconds}
until [ -w "$workers" ] || [ "$left" = 0 ]; do sleep 1; left=$((left - 1)); ls "$workers" >/dev/null 2>&1; done
for path in "$workers" ${quoted(entry!)}; do
  [ -r "$path" ] || { ${sayLine('not-there $path')}; exit 0; }
done
for program in bash ps setsid; do
  command -v "$program" >/dev/null || { echo "no $program" >&2; exit 1; }
done
${cache ? `export THAW_CACHE=${quoted(cache)}` : ''}
${slots
  .map(
    (slot) =>
      `setsid bash -c ${quoted(workerScript(queue, slot))} </dev/null >/dev/null 2>&1 & ${sayLine('started $!')}`,
  )
  .join('\n')}
`;
}

/** Whether a process is still that of the queue, and not another with its number. */
const isOurs = (sweep: string): string =>
  `is_ours() { case "$(ps -ww -o args= -p "$1")" in *${quoted(sweep)}*) ;; *) false ;; esac; }`;

/** Says `there PID` of those that are. */
export const listScript = (sweep: string, pids: readonly number[]): string => `
${isOurs(sweep)}
for pid in ${pids.join(' ')}; do is_ours "$pid" && ${sayLine('there $pid')}; done
exit 0
`;

/**
 * A worker is told to end, which it does at its next batch and with what it has started; whatever of its group is there after that, or after
 * its time, is ended.
 */
export const cancelScript = (sweep: string, pids: readonly number[]): string => `
${isOurs(sweep)}
ends() {
  left=${graceSeconds}
  while [ "$left" != 0 ] && is_ours "$1"; do sleep 1; left=$((left - 1)); done
  kill -KILL "-$1"
}
for pid in ${pids.join(' ')}; do
  is_ours "$pid" || continue
  kill -TERM "$pid"
  ends "$pid" </dev/null >/dev/null 2>&1 &
done
exit 0
`;
