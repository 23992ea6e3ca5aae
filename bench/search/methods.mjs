import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { openSearch } from '@thaw/core';

/** A parameter as a spec has it. Names are texts, so that no order is read into them. */
const written = ({ kind, low, high, count }) => {
  if (kind === 'category') return { choice: Array.from({ length: count }, (_, index) => `n${index}`) };
  if (kind === 'int') return { int: [low, high] };
  return { [kind === 'log' ? 'logUniform' : 'uniform']: [low, high] };
};

/** Thaw's own: `optimise(problem, seed, evaluations)` gives the value of each evaluation. */
export const thaw = (method) => ({
  async optimise({ parameters, evaluate }, seed, evaluations) {
    const search = openSearch({
      ...{ method, seed, runs: evaluations, objective: { goal: 'minimize' } },
      parameters: Object.fromEntries(parameters.map((each) => [each.name, written(each)])),
    });
    const values = [];
    for (let asked = search.ask(); asked; asked = search.ask()) {
      const point = Object.fromEntries(
        Object.entries(asked.parameters).map(([name, value]) => [
          name,
          typeof value === 'string' ? Number(value.slice(1)) : value,
        ]),
      );
      const value = evaluate(point);
      values.push(value);
      search.tell(asked.id, { value });
    }
    return values;
  },
  close() {},
});

/** Optuna's TPESampler in a process of its own, by its defaults. */
export function optuna(python) {
  const child = spawn(python, [join(import.meta.dirname, 'optuna_side.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const send = async (message) => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('Optuna has ended');
    return JSON.parse(value);
  };
  return {
    async optimise({ parameters, evaluate, reference }, seed, evaluations) {
      const values = [];
      let point = await send({ open: { parameters, seed, objectives: reference?.length } });
      while (values.length < evaluations) {
        const value = evaluate(point);
        values.push(value);
        if (values.length < evaluations) point = await send({ value });
      }
      return values;
    },
    close: () => child.stdin.end(),
  };
}
