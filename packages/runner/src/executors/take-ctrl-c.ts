type Task = Pick<NodeJS.Process, 'stdin' | 'stdout' | 'env' | 'pid' | 'kill'>;

/**
 * Nx runs a task that it starts on a terminal in a pseudo-terminal, under a process of its own that ends with Ctrl-C at
 * once: the prompt would be back while the sweep still writes, and what the sweep says last would be lost. So the key is
 * taken here as what it is, and the signal goes to this process alone; Nx ends when it has ended. Elsewhere nothing is done:
 * with `NX_NATIVE_COMMAND_RUNNER=false` the terminal is the user's own, and without a terminal there are no keys.
 */
export function takeCtrlC({ stdin, stdout, env, pid, kill }: Task): void {
  if (!stdin.isTTY || !stdout.isTTY || env['NX_NATIVE_COMMAND_RUNNER'] === 'false') return;
  stdin.setRawMode(true);
  stdin.on('data', (keys: Buffer) => {
    if (keys.includes(ctrlC)) kill(pid, 'SIGINT');
  });
}

const ctrlC = 0x03;
