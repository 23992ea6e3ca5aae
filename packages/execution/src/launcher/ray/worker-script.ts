import { workersFolder } from '../../queue/index.js';
import { findNode, quoted, workerVariables, workerWords } from '../queue/worker-program.js';

/**
 * A script that becomes the worker whose name it is given. What is wrong before that is told to Ray, which shows it with the job; what the worker
 * prints goes where `thaw logs` finds it.
 */
export const workerScript = (
  queue: { readonly folder: string; readonly id: string },
  setup = '',
): string => `#!/bin/bash
export ${workerVariables.name}="$1" ${workerVariables.node}="$(hostname)"
${setup}
${findNode}
command -v "$node" >/dev/null || { echo "no Node: neither" ${quoted(process.execPath)} "nor one in PATH" >&2; exit 127; }
exec "$node" ${workerWords(queue).map(quoted).join(' ')} >>${quoted(workersFolder(queue.folder))}/"$1.log" 2>&1
`;
