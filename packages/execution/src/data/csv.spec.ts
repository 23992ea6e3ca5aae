import { describe, expect, it } from 'vitest';
import { CsvSyntaxError, formatCsvRow, parseCsv } from './csv.js';

const values = (text: string) => parseCsv(text).map((row) => row.map(({ value }) => value));

describe('parseCsv', () => {
  it.each([
    [
      'plain rows',
      'a,b\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'Windows and old Mac line ends',
      'a,b\r\nc,d\re,f',
      [
        ['a', 'b'],
        ['c', 'd'],
        ['e', 'f'],
      ],
    ],
    ['quotes, with commas, quotes and lines in them', '"a, ""b""","c\nd"\n', [['a, "b"', 'c\nd']]],
    ['space around cells', ' a , "b" \n', [['a', 'b']]],
    ['space within quotes', '" a "', [[' a ']]],
    [
      'empty cells',
      'a,,\n,b,""',
      [
        ['a', '', ''],
        ['', 'b', ''],
      ],
    ],
    ['rows without any value, which it passes over', '\na\n\n,,\n \nb\n\n', [['a'], ['b']]],
    ['a quote inside a plain cell', '5" disk,b', [['5" disk', 'b']]],
    ['nothing', '', []],
  ])('reads %s', (_, text, rows) => {
    expect(values(text)).toEqual(rows);
  });

  it('reads a cell of millions of quotes', () => {
    const quotes = 4_000_000;
    expect(values(`"${'""'.repeat(quotes)}",b`)[0]![0]).toHaveLength(quotes);
    expect(() => parseCsv('"'.repeat(2 * quotes + 1))).toThrow(CsvSyntaxError);
  });

  it('says where each cell stands', () => {
    const text = 'aa, "b ""c""" ,d\n';
    expect(parseCsv(text)[0]!.map(({ start, end }) => text.slice(start, end))).toEqual([
      'aa',
      '"b ""c"""',
      'd',
    ]);
  });

  it.each([
    ['a quote that is not closed', 'a,b\nc,"d\n', 6],
    ['text after a quoted cell', 'a,"b"c\n', 2],
    ['a long quote that is not closed', `"${'x'.repeat(2_000_000)}`, 0],
  ])('stops at %s', (_, text, offset) => {
    expect(() => parseCsv(text)).toThrow(CsvSyntaxError);
    expect(() => parseCsv(text)).toThrow(expect.objectContaining({ offset }));
  });
});

describe('formatCsvRow', () => {
  it('writes what parseCsv reads back', () => {
    const cells = ['a', '', 'b, c', '"d"', 'e\nf', ' g ', '5" disk'];
    expect(values(formatCsvRow(cells))).toEqual([cells]);
  });
});
