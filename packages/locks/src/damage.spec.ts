import { expect, it } from 'vitest';
import { hearDamage, sayDamage } from './damage.js';

it('says of each damage once, to whoever listens then', () => {
  const heard: string[] = [];
  sayDamage('nobody hears this');
  const stop = hearDamage((line) => heard.push(line));
  for (const line of ['a cache', 'a journal', 'a cache']) sayDamage(line);
  stop();
  sayDamage('another journal');
  expect(heard).toEqual(['a cache', 'a journal']);
});
