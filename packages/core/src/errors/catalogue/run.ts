import type { Explanations } from './explanations.js';

/** Carrying out runs. */
export const run = {
  'THAW-RUN-AMBIGUOUS': 'Several runs have ids that begin with what was given. Write one or two more digits.',
  'THAW-RUN-BUSY':
    'Another process carries out the same sweep in the same store. Wait for it, or end it. What a killed container has left is free within a minute.',
  'THAW-RUN-DIVERGED':
    'The loss or a weight is no longer a finite number, so the run is stopped as failed and the sweep goes on with the next. Most often the learning rate is too high.',
  'THAW-RUN-ELSEWHERE':
    '`thaw cancel` ends a process as Ctrl-C does, and can do so on its own machine only. Give the command there; of a sweep that a cluster carries out any machine will do.',
  'THAW-RUN-NO-CONFIG':
    'A run can be written as a spec of its own only if the journal holds its configuration; a crash may have come before that. Run its sweep again.',
  'THAW-RUN-NO-SOURCE': '`thaw features` needs either a spec, or a backbone and a folder of images.',
  'THAW-RUN-NONE-FINISHED':
    '`thaw verify` computes runs that finished again, and the store has none. Run a sweep first, or name its store with `--store`.',
  'THAW-RUN-OTHER-INPUTS':
    'A run is to be computed again, but what it was made from is not here any more: its images, its weights or the version of Thaw are others now, so that its stages have other keys.',
  'THAW-RUN-OUT-OF-MEMORY':
    'The process that computes stages, or one that decodes images, ran out of memory, by its own word or because the system ended it with SIGKILL. The run fails and the sweep goes on in a new process; finished epochs are kept.',
  'THAW-RUN-SEVERAL-UNDER-WAY':
    '`thaw cancel` without a name ends the sweep that is under way, and several are. `thaw status` lists them.',
  'THAW-RUN-TOO-LARGE-FOR-DISK':
    'Before a sweep starts, the sizes of its features and checkpoints are added up. They exceed what is free on the disk of the store. `thaw plan` shows what each stage takes; `sweep --force` starts nevertheless.',
  'THAW-RUN-TOO-LARGE-FOR-MEMORY':
    'Before a sweep starts, the memory of each stage is estimated from the activations and weights of its graph (docs/stages.md). It exceeds nine tenths of what the machine, or the container that limits it, has. The largest batch size that fits is named; `sweep --force` starts nevertheless.',
  'THAW-RUN-UNKNOWN':
    'No journal of the store names a run of this id. `thaw runs` lists the runs; `--store` names another store.',
  'THAW-RUN-WORKER-DIED':
    'The process that computes stages, or one that decodes images, ended by a signal or in native code. The run fails and the sweep goes on in a new process; the same command tries it again from the last checkpoint.',
} as const satisfies Explanations<'RUN'>;
