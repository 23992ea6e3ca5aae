// Changes as disks, networks and strangers make them: of any bytes, whatever they mean.

const pick = (random, items) => items[Math.floor(random() * items.length)];
const below = (random, limit) => Math.floor(random() * limit);

/** Sizes and counts that readers have believed. */
const numbers = [
  0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];

function overwrite(bytes, random) {
  const changed = Uint8Array.from(bytes);
  const view = new DataView(changed.buffer);
  const width = pick(
    random,
    [1, 2, 4, 8].filter((each) => each <= bytes.length),
  );
  const at = below(random, bytes.length - width + 1);
  const number = pick(random, numbers);
  const isLittle = random() < 0.5;
  if (width === 1) view.setUint8(at, number);
  else if (width === 2) view.setUint16(at, number, isLittle);
  else if (width === 4) view.setUint32(at, number, isLittle);
  else
    view.setBigUint64(at, BigInt.asUintN(64, BigInt(number) * pick(random, [1n, -1n, 1n << 32n])), isLittle);
  return changed;
}

function flip(bytes, random) {
  const changed = Uint8Array.from(bytes);
  for (let count = 1 + below(random, 3); count > 0; count--)
    changed[below(random, changed.length)] ^= 1 << below(random, 8);
  return changed;
}

/** As a bad disk leaves it: sectors and pages, and smaller things for small files. */
function zero(bytes, random) {
  const changed = Uint8Array.from(bytes);
  const length = pick(random, [4, 16, 64, 512, 4096]);
  const at = below(random, changed.length);
  return changed.fill(pick(random, [0, 0, 255]), at, at + length);
}

const between = (bytes, random) =>
  [below(random, bytes.length), below(random, bytes.length)].sort((a, b) => a - b);
const joined = (...parts) => Uint8Array.from(Buffer.concat(parts));

const cutOff = (bytes, random) => bytes.slice(0, below(random, bytes.length));
function cutOut(bytes, random) {
  const [start, end] = between(bytes, random);
  return joined(bytes.subarray(0, start), bytes.subarray(end));
}
function repeat(bytes, random) {
  const [start, end] = between(bytes, random);
  const piece = bytes.subarray(start, Math.min(end, start + 4096));
  const times = pick(random, [2, 3, 20]);
  return joined(bytes.subarray(0, start), ...Array(times).fill(piece), bytes.subarray(start));
}
function insert(bytes, random) {
  const at = below(random, bytes.length + 1);
  const piece = Uint8Array.from({ length: 1 + below(random, 16) }, () => below(random, 256));
  return joined(bytes.subarray(0, at), piece, bytes.subarray(at));
}
function spliced(bytes, random, others) {
  const other = pick(random, others);
  const [start, end] = between(other, random);
  const at = below(random, bytes.length + 1);
  return joined(
    bytes.subarray(0, at),
    other.subarray(start, end),
    bytes.subarray(random() < 0.5 ? at : at + end - start),
  );
}

const ways = [
  flip,
  flip,
  flip,
  overwrite,
  overwrite,
  overwrite,
  zero,
  cutOff,
  cutOut,
  repeat,
  insert,
  spliced,
];

/** Mostly one change, since most of several are refused for the first. */
export function mutateBytes(bytes, random, others = [bytes]) {
  let changed = bytes;
  for (let left = pick(random, [1, 1, 1, 2, 4]); left > 0; left--)
    changed = changed.length === 0 ? insert(changed, random) : pick(random, ways)(changed, random, others);
  return changed;
}
