import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { targetNames } from './targets/index.mjs';

const text = { type: 'string' };
const flag = { type: 'boolean', default: false };
/** Each is a whole number, and this or more. */
const least = { from: 0, count: 0, piece: 1, seed: 0, parallel: 1 };

const options = {
  ...{ help: { ...flag, short: 'h' }, all: flag, target: { ...text, multiple: true, default: [] } },
  ...{ from: { ...text, default: '0' }, count: { ...text, default: '1000' }, piece: text, pieces: text },
  ...{ seed: { ...text, default: '1' }, worst: flag, input: text, results: text },
  keep: { ...text, default: join(tmpdir(), 'thaw-fuzz') },
  parallel: { ...text, default: String(availableParallelism()) },
};

export const usage = `npm run fuzz -- --all | --target NAME [--target NAME …]

  --count N       inputs of each target (1000)
  --from N        number of the first of them (0)
  --seed N        what inputs are made of, with their numbers (1)
  --worst         first those that have taken longest, or most, as worst.json lists them
  --piece N       inputs tried in a row (all of them)
  --pieces FILE   notes each piece, and tries none that is noted
  --results FILE  writes a page of what came of the pieces
  --parallel N    targets tried at once (one for each core)
  --keep FOLDER   where inputs of findings are kept (${options.keep.default})
  --input FILE    tries this file again, and nothing else

Targets: ${targetNames.join(', ')}
`;

/** What is asked for, or what is wrong with it, all of it. */
export function readOptions(args) {
  let values;
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    return { problems: [error.message] };
  }
  if (values.help) return { help: true };
  const numbers = {};
  const problems = [];
  for (const [name, minimum] of Object.entries(least)) {
    if (values[name] === undefined) continue;
    numbers[name] = Number(values[name]);
    if (!/^\d+$/.test(values[name]) || !Number.isSafeInteger(numbers[name]) || numbers[name] < minimum)
      problems.push(`--${name} is a whole number of ${minimum} or more, not ${JSON.stringify(values[name])}`);
  }
  for (const name of values.target)
    if (!targetNames.includes(name)) problems.push(`there is no target ${JSON.stringify(name)}`);
  const chosen = targetNames.filter((name) => values.all || values.target.includes(name));
  if (chosen.length === 0 && values.target.length === 0)
    problems.push('--all or --target says what is tried');
  return problems.length > 0 ? { problems } : { ...values, ...numbers, chosen };
}
