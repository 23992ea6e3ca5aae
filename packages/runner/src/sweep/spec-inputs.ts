import { ThawError, type DataConfig, type Problem, type Run, type RunConfig } from '@thaw/core';
import { fileProblem } from '@thaw/execution/files';
import type { ReadSpec } from './read-spec.js';

export const dataId = ({ root, manifest }: Pick<DataConfig, 'root' | 'manifest'>): string =>
  JSON.stringify([root, manifest]);
/** Only what is drawn depends on a seed. */
export const weightsId = ({ backbone: { name, weights }, seed }: RunConfig): string =>
  JSON.stringify([name, weights, ...(weights === 'random' ? [seed] : [])]);

/** What is wrong with an input; undefined for what is a defect. Where a spec names it, no option of a command can. */
function problemsOf(error: unknown): readonly Problem[] | undefined {
  if (error instanceof ThawError) return error.problems;
  const problem = fileProblem(error);
  if (problem?.code !== 'THAW-FILES-DENIED') return problem && [problem];
  return [
    { ...problem, remedy: 'give yourself the right to read it, or take it out of what the spec names' },
  ];
}

/** Reads what a spec names outside itself, and collects what is wrong with it, at the places that name it. */
export class SpecInputs {
  readonly #problems: Problem[] = [];

  constructor(private readonly loaded: Pick<ReadSpec, 'runs'> & Partial<Pick<ReadSpec, 'positionOf'>>) {}

  /** What `read` makes of each dataset of the runs, by `dataId`. */
  datasets<Value>(read: (data: DataConfig) => Promise<Value>): Promise<ReadonlyMap<string, Value>> {
    return this.#each(
      ({ data }) => dataId(data),
      ({ data }) => ['data', data.manifest === undefined ? 'root' : 'manifest'],
      ({ data }) => read(data),
    );
  }

  /** What `read` makes of the weights that each run begins with, by `weightsId`. */
  weights<Value>(read: (config: RunConfig) => Promise<Value>): Promise<ReadonlyMap<string, Value>> {
    return this.#each(
      weightsId,
      ({ backbone: { weights } }) => [
        'backbone',
        'weights',
        ...(typeof weights === 'string' ? [] : ['hub' in weights ? 'hub' : 'file']),
      ],
      read,
    );
  }

  /** Throws all that was wrong with what was read. */
  throwProblems(): void {
    if (this.#problems.length > 0) throw new ThawError(this.#problems);
  }

  async #each<Value>(
    idOf: (config: RunConfig) => string,
    keysOf: (config: RunConfig) => readonly string[],
    read: (config: RunConfig) => Promise<Value>,
  ): Promise<ReadonlyMap<string, Value>> {
    const firsts = new Map<string, Run>();
    for (const run of this.loaded.runs) {
      const id = idOf(run.config);
      if (!firsts.has(id)) firsts.set(id, run);
    }
    const values = new Map<string, Value>();
    for (const [id, run] of firsts) {
      try {
        values.set(id, await read(run.config));
      } catch (error) {
        const refused = problemsOf(error);
        if (!refused) throw error;
        const position = this.loaded.positionOf?.(run, keysOf(run.config));
        this.#problems.push(...refused.map((problem) => ({ ...(position && { position }), ...problem })));
      }
    }
    return values;
  }
}
