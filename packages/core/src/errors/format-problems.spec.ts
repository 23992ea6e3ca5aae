import { describe, expect, it } from 'vitest';
import { formatProblems } from './format-problems.js';
import type { Problem } from './problem.js';
import { sourcePosition } from './source-position.js';

const text = 'name: x\nphases:\n\t- epochs: ten\r\nhead: {}\n';
const start = text.indexOf('ten');
const problem: Problem = {
  code: 'THAW-SPEC-WRONG-TYPE',
  message: 'epochs must be a whole number',
  position: sourcePosition('x.yaml', text, start, start + 3),
  expected: 'a whole number ≥ 1',
  found: '"ten"',
  remedy: 'write for example `epochs: 10`',
};

describe('formatProblems', () => {
  it('prints place, code, excerpt with caret, and what to do, with tabs and line ends as they are', () => {
    expect(formatProblems([problem])).toBe(
      [
        'x.yaml:3:12 THAW-SPEC-WRONG-TYPE',
        '  epochs must be a whole number',
        '    3 | \t- epochs: ten',
        '      | \t          ^^^',
        '  expected: a whole number ≥ 1',
        '  found:    "ten"',
        '  mend:     write for example `epochs: 10`',
      ].join('\n'),
    );
  });

  it('shows what would control a terminal, and of a line without end its beginning', () => {
    const position = { ...problem.position!, file: 'a\u001b[2J.yaml', excerpt: '\t- e\u0007ochs: \u0007en' };
    const found = `\u001b]0;title\u0007\u009b31m${'x'.repeat(5_000_000)}\nmore`;
    const lines = formatProblems([{ ...problem, position, found, message: 'red \u001b[31m' }]).split('\n');
    expect(lines.slice(0, 4)).toEqual([
      String.raw`a\u001b[2J.yaml:3:12 THAW-SPEC-WRONG-TYPE`,
      String.raw`  red \u001b[31m`,
      `    3 | \t${String.raw`- e\u0007ochs: \u0007en`}`,
      `      | \t${' '.repeat(15)}^^^`,
    ]);
    expect(lines[5]).toMatch(/^ {2}found: {4}\\u001b\]0;title\\u0007\\u009b31mx{1900,2000}…$/);
    expect(lines[6]!.trim()).toBe('more');
  });

  it('names the way to a part of an object, whose lines nobody has', () => {
    const keys = ['phases', 0, 'head.dropout'];
    const inObject = { ...problem, position: { ...problem.position!, file: 'spec', keys } };
    expect(formatProblems([inObject]).split('\n').slice(0, 4)).toEqual([
      'spec.phases[0]["head.dropout"] THAW-SPEC-WRONG-TYPE',
      '  epochs must be a whole number',
      '      | \t- epochs: ten',
      '      | \t          ^^^',
    ]);
  });

  it('leaves out what a problem does not have', () => {
    expect(formatProblems([{ code: 'THAW-X', message: 'two\nlines' }])).toBe('THAW-X\n  two\n  lines');
  });

  it('puts a blank line between problems and keeps their order', () => {
    const list = ['A', 'B'].map((code) => ({ code, message: code }));
    expect(formatProblems(list)).toBe('A\n  A\n\nB\n  B');
  });

  it('paints each part by the function given for it', () => {
    const mark = (sign: string) => (part: string) => `${sign}${part}${sign}`;
    const painted = formatProblems([problem], {
      place: mark('p'),
      code: mark('c'),
      caret: mark('^'),
      label: mark('l'),
    });
    expect(painted).toContain('px.yaml:3:12p cTHAW-SPEC-WRONG-TYPEc');
    expect(painted).toContain('          ^^^^^');
    expect(painted).toContain('  lexpected:l a whole');
  });

  it.each([
    ['in the middle', 300, 303],
    ['at the end', 597, 600],
    ['longer than the window', 50, 500],
  ])('shows a part of a very long line, with the caret under the place: %s', (_where, from, to) => {
    const line = Array.from({ length: 600 }, (_, index) => String.fromCharCode(97 + (index % 26))).join('');
    const report = formatProblems([
      { code: 'C', message: 'm', position: sourcePosition('f', line, from, to) },
    ]);
    const [excerpt, carets] = report.split('\n').slice(2) as [string, string];
    expect(excerpt.length).toBeLessThan(110);
    expect(excerpt.charAt(carets.indexOf('^'))).toBe(line.charAt(from));
    expect(carets.length).toBeLessThanOrEqual(excerpt.length);
  });
});

describe('sourcePosition', () => {
  it.each([
    ['the start of the text', 0, { line: 1, column: 1 }],
    ['the start of a line', 2, { line: 2, column: 1 }],
    ['an empty line', 4, { line: 3, column: 1, excerpt: '' }],
    ['the end of the text', 6, { line: 4, column: 2, excerpt: 'c' }],
  ])('finds %s', (_what, offset, position) => {
    expect(sourcePosition('f', 'a\nb\n\nc', offset, offset)).toMatchObject({ ...position, length: 1 });
  });

  it('ends with the line', () => {
    expect(sourcePosition('f', 'ab \ncd', 1, 6)).toMatchObject({ column: 2, length: 1, excerpt: 'ab' });
  });
});
