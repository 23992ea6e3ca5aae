import { deserialize, serialize } from 'node:v8';
import { mutateBytes } from './mutate-bytes.mjs';

// Changes of what JSON says, which stays JSON: values of other types, members that are missing or too many, depth, and texts that lead
// somewhere.

const pick = (random, items) => items[Math.floor(random() * items.length)];

const copyOf = (value) => deserialize(serialize(value));

const nested = (depth) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
const values = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1,
    1.5,
    1e308,
    -1e308,
    2 ** 53,
    1e-320,
    '',
    ' ',
    'a',
    '0',
    'NaN',
    'null',
    '__proto__',
  ],
  ...[
    'constructor',
    '../../../../x',
    '/etc/passwd',
    '..',
    '.',
    'a/b',
    'a\u0000b',
    '\ud800',
    '\ufeff',
    'é',
    'e\u0301',
    'x'.repeat(5000),
  ],
  ...[
    [],
    {},
    [null],
    [[]],
    { name: null },
    { values: 'x' },
    { length: 3 },
    { toString: 1 },
    { constructor: 1 },
  ],
  ...['-Infinity', '9'.repeat(400), '\n', '\u2028'],
];
const keys = ['a', '', 'name', 'values', 'length', 'constructor', '0', 'sum', 'toString'];
const value = (random) =>
  random() < 0.03 ? nested(pick(random, [10, 500, 5000])) : copyOf(pick(random, values));

/** Every place in it, as who holds it and by what name. */
function places(root) {
  const found = [];
  const holders = [root];
  // Not by recursion: some of it is deep.
  for (const holder of holders)
    for (const key of Object.keys(holder)) {
      found.push([holder, key]);
      if (holder[key] !== null && typeof holder[key] === 'object') holders.push(holder[key]);
    }
  return found;
}

function change(root, random) {
  if (!('root' in root)) root.root = null;
  const [holder, key] = pick(random, places(root));
  const way = random();
  if (way < 0.45) holder[key] = value(random);
  else if (way < 0.6) {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  } else if (way < 0.75) {
    const other = pick(random, places(root));
    // A copy, so that nothing holds itself. Of what is too deep there is none.
    holder[key] = textOf(other[0][other[1]], copyOf) ?? null;
  } else if (way < 0.85) holder[key] = random() < 0.5 ? [holder[key]] : { value: holder[key] };
  else if (Array.isArray(holder[key]))
    holder[key] = Array(pick(random, [2, 50]))
      .fill(holder[key])
      .flat()
      .slice(0, 2000);
  else if (typeof holder[key] === 'number') holder[key] *= pick(random, [-1, 1e30, 1e-30, 0.5]);
  else if (typeof holder[key] === 'string') holder[key] = mutateText(holder[key], random);
  else {
    const name = pick(random, keys);
    const added = value(random);
    if (Array.isArray(holder)) holder.push(added);
    else holder[name] = added;
  }
}

export function mutateJson(root, random) {
  const holder = { root: copyOf(root) };
  for (let left = pick(random, [1, 1, 2, 3]); left > 0; left--) change(holder, random);
  return holder.root;
}

export const mutateText = (text, random, others = [text]) =>
  Buffer.from(
    mutateBytes(
      Buffer.from(text),
      random,
      others.map((each) => Buffer.from(each)),
    ),
  ).toString();

/** Undefined of what it cannot make a text of, being too deep for it. */
function textOf(value, write) {
  try {
    return write(value);
  } catch {
    return undefined;
  }
}

/** Changed, as text. */
export const mutatedJson = (root, random) => textOf(mutateJson(root, random), JSON.stringify) ?? 'null';

/** Mostly as JSON, else as bytes. `seal` makes of a value what its file would hold, with whatever checksum belongs to it. */
export function mutateJsonFile(bytes, random, others, { open = JSON.parse, seal = JSON.stringify } = {}) {
  if (random() < 0.25) return mutateBytes(bytes, random, others);
  const changed = mutateJson(open(Buffer.from(bytes).toString()), random);
  return Buffer.from(textOf(changed, seal) ?? textOf(changed, JSON.stringify) ?? 'null');
}

/** Lines of JSON each: of some what they say, and some are gone or come twice. */
export function mutateJsonLines(bytes, random, others) {
  if (random() < 0.3) return mutateBytes(bytes, random, others);
  const lines = Buffer.from(bytes).toString().trim().split('\n');
  for (let left = random() < 0.7 ? 1 : 4; left > 0; left--) {
    const index = Math.floor(random() * lines.length);
    const way = random();
    if (way < 0.7) {
      try {
        lines[index] = JSON.stringify(mutateJson(JSON.parse(lines[index]), random)) ?? '';
      } catch {
        lines[index] = '';
      }
    } else if (way < 0.8) lines.splice(index, 1);
    else lines.splice(index, 0, lines[Math.floor(random() * lines.length)]);
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}
