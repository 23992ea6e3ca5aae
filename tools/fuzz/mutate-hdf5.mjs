import h5wasm from 'h5wasm';

// Files of HDF5 that the library itself has written, so that all of them are sound, and say what no Keras would: groups, datasets and attributes
// under other names and of other types and shapes, links in circles and out of the file, and lists that name what is not there.

const { create_group: createGroup, FS } = await h5wasm.ready;

const pick = (random, items) => items[Math.floor(random() * items.length)];
const times = (random, counts) => Array.from({ length: pick(random, counts) });

/** What `fill` writes into a new file. */
export function hdf5(fill) {
  const { now } = Date;
  // HDF5 notes when what was made; a seed is the same at all times.
  Date.now = () => 0;
  try {
    const file = new h5wasm.File('seed.h5', 'w');
    fill(file);
    file.close();
  } finally {
    Date.now = now;
  }
  return Uint8Array.from(FS.readFile('seed.h5'));
}

const layers = ['conv', 'conv', 'conv', 'conv', 'conv', 'conv2d', 'bn', '...', 'é', 'x'.repeat(200)];
const weights = ['kernel:0', 'bias:0', 'gamma', 'kernel', '0', '1', '2', '...'];
const lengths = [0, 1, 1, 1, 2, 3, 3, 7, 300];
const types = ['<f', '<f', '<f', '<d', '<b', '<B', '<i', '<q', 'S8'];

const right = { 'kernel:0': [1, 1, 3, 2], 0: [1, 1, 3, 2], 'bias:0': [2], 1: [2] };

function tensor(group, name, random) {
  if (name in right && random() < 0.7) {
    const data = right[name].length === 1 ? [7, 8] : [1, 2, 3, 4, 5, 6];
    return group.create_dataset({
      name,
      data,
      shape: right[name],
      dtype: pick(random, ['<f', '<f', '<d', '<i']),
    });
  }
  const shape =
    random() < 0.5
      ? pick(random, [[1, 1, 3, 2], [2]])
      : times(random, [0, 1, 2, 4, 4, 9]).map(() => pick(random, lengths));
  const size = shape.reduce((product, length) => product * length, 1);
  if (size > 100_000) return;
  const dtype = pick(random, types);
  const numbers = Array.from({ length: size }, () =>
    pick(random, [0, 1, -1, 0.5, 100, 1e30, NaN, -Infinity]),
  );
  const data =
    dtype === 'S8'
      ? numbers.map(String)
      : dtype === '<q'
        ? numbers.map((number) => BigInt(Math.trunc(Math.min(Math.max(number || 0, -1e9), 1e9))))
        : numbers;
  const isPacked = size > 0 && shape.length > 0 && random() < 0.3;
  const chunks = isPacked
    ? shape.map((length) => Math.max(1, Math.ceil(length / pick(random, [1, 2]))))
    : null;
  const packed = isPacked && { chunks, maxshape: shape.map((length) => (random() < 0.5 ? null : length)) };
  group.create_dataset({ name, data, shape, dtype, ...packed, ...(isPacked && { compression: 'gzip' }) });
}

function link(group, name, existing, random) {
  const way = random();
  const target = pick(random, ['/', '/conv', '/layers/conv/vars', '/missing', name]);
  if (way < 0.5) group.create_soft_link(target, name);
  else if (way < 0.8) group.create_hard_link(pick(random, existing), name);
  else group.create_external_link(pick(random, ['seed.h5', '/etc/passwd', 'other.h5']), target, name);
}

/** What `create_group` does, which looks up from the root each time what it has made. */
function groupIn({ file_id: file, path }, name) {
  const own = `${path === '/' ? '' : path}/${name}`;
  createGroup(file, own, false);
  return new h5wasm.Group(file, own);
}

/** Groups in groups, some of which are theirs, or lead nowhere. */
function nest(group, existing, random) {
  let inner = group;
  for (let depth = pick(random, [1, 3, 30, 60]); depth > 0; depth--) {
    if (random() < 0.05) link(inner, 'back', existing, random);
    inner = groupIn(inner, pick(random, ['vars', 'layers', 'conv', 'g']));
  }
  tensor(inner, '0', random);
}

function list(group, attribute, known, random) {
  const way = random();
  if (way < 0.05) return;
  if (way < 0.1) return group.create_attribute(attribute, pick(random, [7, 'conv', [1.5, 2], ['']]));
  const listed = times(random, [0, 1, 2, 2, 2, 5, 300]).map(() => pick(random, known));
  if (listed.length > 0) group.create_attribute(attribute, listed);
}

/** Names that a group may have at once. */
const some = (random, counts, known) => new Set(times(random, counts).map(() => pick(random, known)));

function member(group, name, existing, random) {
  const way = random();
  if (way < 0.8) tensor(group, name, random);
  else if (way < 0.9) link(group, name, existing, random);
  else if (way < 0.95) nest(group.create_group(name), existing, random);
  else list(group.create_group(name), 'weight_names', weights, random);
}

/** A file of another structure, in the layout of Keras 2 or, with `layers` and `vars`, of Keras 3. */
export function otherHdf5(layout, random) {
  const isNew = layout === 'vars';
  const own = isNew ? ['0', '1'] : ['kernel:0', 'bias:0'];
  return hdf5((file) => {
    list(file, 'layer_names', layers, random);
    const top = isNew && random() < 0.9 ? file.create_group('layers') : file;
    const existing = ['/', top.path];
    for (const name of some(random, [0, 1, 1, 2, 8], layers)) {
      if (random() < 0.15) link(top, name, existing, random);
      else {
        const group = top.create_group(name);
        existing.push(group.path);
        list(group, 'weight_names', random() < 0.5 ? own : weights, random);
        const owner = isNew && random() < 0.9 ? group.create_group('vars') : group;
        const names = some(random, [0, 0, 1, 4], [...weights, 'vars0']);
        for (const each of new Set([...(random() < 0.7 ? own : []), ...names]))
          member(owner, each, existing, random);
      }
    }
  });
}
