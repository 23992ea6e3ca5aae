import type { Tree } from '@nx/devkit';

/** As the documentation had them. */
const lines = ['NX_NATIVE_COMMAND_RUNNER=false', 'NX_PROCESS_KILL_GRACE_PERIOD=60000'];

/** Ctrl-C no longer needs these settings, which change how Nx runs the tasks of others. */
export function removeEnvLines(tree: Tree): void {
  const written = tree.read('.env', 'utf8')?.split('\n') ?? [];
  if (!lines.every((line) => written.includes(line))) return;
  const rest = written.filter((line) => !lines.includes(line)).join('\n');
  if (rest.trim() === '') tree.delete('.env');
  else tree.write('.env', rest);
}
