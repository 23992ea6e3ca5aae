/**
 * A terminal and whoever ends a tree of processes signal all of them, but when to stop is the parent's decision. With the parent this
 * process ends at once, wherever it is: there is nothing that it would have to save.
 */
export function endWithParentOnly(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  const end = (): void => void process.kill(process.pid, 'SIGKILL');
  process.on('disconnect', end);
  if (!process.connected) end();
}
