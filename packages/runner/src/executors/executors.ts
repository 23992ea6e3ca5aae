import type { ExecutorContext } from '@nx/devkit';
import type { CommandName } from '../cli/commands.js';

/** The Nx executors `@thaw/runner:NAME`; each is a door to the command of the same name. */
export const init = executor('init');
export const validate = executor('validate');
export const show = executor('show');
export const diff = executor('diff');
export const backbones = executor('backbones');
export const rank = executor('rank');
export const plan = executor('plan');
export const split = executor('split');
export const sweep = executor('sweep');
export const nightly = executor('nightly');
export const schedule = executor('schedule');
export const nights = executor('nights');
export const status = executor('status');
export const logs = executor('logs');
export const cancel = executor('cancel');
export const runs = executor('runs');
export const explain = executor('explain');
export const verify = executor('verify');
export const store = executor('store');
export const report = executor('report');
export const compare = executor('compare');
export const sync = executor('sync');
export const doctor = executor('doctor');
export const predict = executor('predict');
export const features = executor('features');
const exportModel = executor('export');
export { exportModel as export };
export const ui = executor('ui');
export const completion = executor('completion');
export const provision = executor('provision');

type Executor = (
  options: Readonly<Record<string, unknown>>,
  context: ExecutorContext,
) => Promise<{ readonly success: boolean }>;

/** The command is imported when it runs, as Nx loads this module by `require` to look at it. */
function executor(name: CommandName): Executor {
  return async (options, context) => {
    const { runExecutor } = await import('./run-executor.js');
    return runExecutor(name, options, context);
  };
}
