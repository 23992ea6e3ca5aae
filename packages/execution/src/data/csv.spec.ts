import { describe, expect, it } from 'vitest';
import { CsvSyntaxError, formatCsvRow, parseCsv, rangesInCsv } from './csv.js';

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
    const text = ' aa, "ü ""c""" ,d\r\n\r\n , ,\n\t"e\n",,"é"\rf';
    const rangeOf = rangesInCsv(text);
    const written = parseCsv(text).map((row) =>
      row.map((cell) => text.slice(rangeOf(cell).start, rangeOf(cell).end)),
    );
    const { start, end } = rangeOf({ row: 1, column: 3 });
    expect([text.slice(0, start).endsWith('"é"'), end - start]).toEqual([true, 0]);
    expect(written).toEqual([['aa', '"ü ""c"""', 'd'], ['"e\n"', '', '"é"'], ['f']]);
    expect(values(text)).toEqual([['aa', 'ü "c"', 'd'], ['e\n', '', 'é'], ['f']]);
  });

  it.each([
    ['a quote that is not closed', 'a,b\nc,"d\n', 6],
    ['text after a quoted cell', 'a,"b"c\n', 2],
    ['another quoted cell behind the first, after letters of two bytes', 'ü\r\né, "b" "c"\n', 6],
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
