import { open } from 'node:fs/promises';

const programDynamic = 2;
const tagSoname = 14;
const tagStringTable = 5;
const programLoad = 1;
const machines: Readonly<Partial<Record<NodeJS.Architecture, number>>> = { x64: 62, arm64: 183 };

/**
 * The name by which the loader knows a shared library of this machine's processor (`libcudnn.so.9`); undefined for
 * anything else, such as a stub for another one or a script of the linker.
 */
export async function sonameOf(path: string): Promise<string | undefined> {
  const file = await open(path);
  try {
    const read = async (position: number, length: number): Promise<Buffer> => {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    };
    const head = await read(0, 64);
    // Of 64 bits, little-endian, a shared library.
    if (head.length < 64 || head.toString('latin1', 0, 6) !== '\x7fELF\x02\x01') return undefined;
    if (head.readUInt16LE(16) !== 3 || head.readUInt16LE(18) !== machines[process.arch]) return undefined;
    const [size, count] = [head.readUInt16LE(54), head.readUInt16LE(56)];
    const table = await read(Number(head.readBigUInt64LE(32)), size * count);
    const segments = Array.from({ length: Math.floor(table.length / size) }, (_, index) => {
      const at = (offset: number) => Number(table.readBigUInt64LE(index * size + offset));
      const type = table.readUInt32LE(index * size);
      return { type, offset: at(8), address: at(16), bytes: at(32) };
    });
    const dynamic = segments.find(({ type }) => type === programDynamic);
    if (!dynamic) return undefined;
    const entries = await read(dynamic.offset, Math.min(dynamic.bytes, 1 << 16));
    const values = new Map<number, number>();
    for (let at = 0; at + 16 <= entries.length; at += 16)
      values.set(Number(entries.readBigInt64LE(at)), Number(entries.readBigUInt64LE(at + 8)));
    const [name, strings] = [values.get(tagSoname), values.get(tagStringTable)];
    if (name === undefined || strings === undefined) return undefined;
    // The table is told by its address in memory.
    const holder = segments.find(
      ({ type, address, bytes }) => type === programLoad && strings >= address && strings < address + bytes,
    );
    if (!holder) return undefined;
    const text = await read(strings - holder.address + holder.offset + name, 256);
    return text.toString('latin1', 0, Math.max(0, text.indexOf(0)));
  } finally {
    await file.close();
  }
}
