import { expect, it } from 'vitest';
import { RepeatedNotices } from './repeated-notices.js';

it('tells what is wrong once, and again once it has been otherwise', () => {
  const notices = new RepeatedNotices();
  const told = [['a', 'b'], ['a'], ['a', 'b'], [], ['a']].map((look) => {
    notices.next();
    return look.filter((notice) => notices.isNew(notice)).join('');
  });
  expect(told).toEqual(['ab', '', 'b', '', 'a']);
});
