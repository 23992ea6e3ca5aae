import { describe, expect, it } from 'vitest';
import { Unreadable } from '../unreadable.js';
import { ByteReader } from './byte-reader.js';
import { unpickle } from './unpickle.js';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const run = (pickle: string) =>
  unpickle(new ByteReader(bytes(pickle)), { globals: new Map([['builtins dict', () => new Map()]]) });

describe('unpickling', () => {
  it.each<[string, string, unknown]>([
    [
      'numbers',
      '\x80\x02(K\x07M\x01\x02J\xff\xff\xff\xff\x8a\x01\xfeG\x3f\xf8\0\0\0\0\0\0t.',
      [7, 513, -1, -2, 1.5],
    ],
    ['a long beyond 2^53', '\x8a\x08\0\0\0\0\0\0\0\x40.', 2n ** 62n],
    ['constants', '(N\x88\x89t.', [null, true, false]],
    ['text', '(X\x02\0\0\0\xc3\xa4\x8c\x01bt.', ['ä', 'b']],
    ['lists', ']q\0(K\x01K\x02eK\x03a.', [1, 2, 3]],
    [
      'a dictionary',
      '}(K\x01K\x02uK\x03K\x04s.',
      new Map([
        [1, 2],
        [3, 4],
      ]),
    ],
    ['what was remembered', 'K\x05q\x01h\x01\x86.', [5, 5]],
    ['an allowed call', 'cbuiltins\ndict\n)R.', new Map()],
  ])('makes %s', (_what, pickle, value) => {
    expect(run(pickle)).toEqual(value);
  });

  it.each([
    ['a function by name', 'cos\nsystem\n(X\x02\0\0\0lstR.', /uses os\.system/],
    ['a function by name, protocol 4', '\x80\x04\x8c\x08builtins\x8c\x04eval\x93.', /uses builtins\.eval/],
    ['a name of JavaScript', 'c__proto__\nconstructor\n.', /uses __proto__\.constructor/],
    ['a call of what is no function', 'X\x04\0\0\0eval)R.', /hang together/],
    ['a call without a tuple', 'cbuiltins\ndict\nNR.', /hang together/],
    ['an instance (INST)', '(ios\nsystem\n.', /opcode 0x69/],
    ['an object (NEWOBJ)', 'cbuiltins\ndict\n)\x81.', /opcode 0x81/],
    ['an extension (EXT1)', '\x82\x01.', /opcode 0x82/],
    ['a state for a list', ']Nb.', /hang together/],
    ['an item for a number', 'K\x01K\x02K\x03s.', /hang together/],
    ['an element for a number', 'K\x01K\x02a.', /hang together/],
    ['a mark that was not set', 'K\x01t.', /hang together/],
    ['a memory that was not kept', 'h\x07.', /hang together/],
    ['an outer reference', 'K\x01Q.', /hang together/],
    ['an empty stack', '.', /hang together/],
    ['a protocol from the future', '\x80\x09N.', /protocol 9/],
    ['no end', 'K\x01', /ends too early/],
    ['a text longer than the file', 'X\xff\xff\xff\x7fa.', /ends too early/],
    ['a name without an end', 'cos', /ends too early/],
  ])('refuses %s', (_what, pickle, reason) => {
    expect(() => run(pickle)).toThrow(reason);
    expect(() => run(pickle)).toThrow(Unreadable);
  });
});
