import { afterEach, beforeEach, expect, it } from 'vitest';
import { limitWebAssembly, WebAssembly } from './limit-web-assembly.js';

const { prototype } = WebAssembly.Memory;
const { grow } = prototype;
beforeEach(() => limitWebAssembly(2));
afterEach(() => {
  prototype.grow = grow;
});

it('lets memory of WebAssembly grow so far and no farther', () => {
  const memory = new WebAssembly.Memory({ initial: 16 });
  memory.grow(16);
  expect(memory.buffer.byteLength).toBe(2 * 2 ** 20);
  expect(() => memory.grow(1)).toThrow('more than 2 MiB of memory');
  expect(memory.buffer.byteLength).toBe(2 * 2 ** 20);
});
