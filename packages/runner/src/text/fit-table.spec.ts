import { describe, expect, it } from 'vitest';
import { fitTable } from './fit-table.js';

const header = ['rank', 'run', 'learningRate', 'val_loss', 'val_accuracy', 'name'];
const rows = [
  ['1', '8a7ada2d1efc', '2.26e-5', '0.5012', '0.8123', 'dropout=0.2 learningRate=2.26e-5 units=128'],
  ['–', '37d4903fd96e', '1e-4', '–', '–', 'dropout=0.5 learningRate=1e-4 units=256'],
];
const fit = (width: number | undefined) => fitTable(header, rows, { width, dispensable: [3, 4, 2] });

describe('a table in a terminal', () => {
  it('is whole where there is room, or no terminal', () => {
    expect(fit(undefined)).toBe(fit(200));
    expect(fit(200)).toContain('units=128');
    expect(fit(200)).not.toContain('…');
  });

  it('has no line that a name begins, and lets none control the terminal', () => {
    const names = fitTable(['name'], [['a\u001b]0;x\u0007\nb']], { width: 80 });
    expect(names).toBe(String.raw`name${'\n'}a\u001b]0;x\u0007\nb`);
  });

  it.each([120, 100, 80, 60, 50])('has no line longer than %i columns', (width) => {
    for (const line of fit(width).split('\n')) expect(line.length).toBeLessThanOrEqual(width);
  });

  it('cuts long texts short before it leaves out a column, and says which it has left out', () => {
    expect(fit(80)).toMatch(/dropout=0.*…/);
    expect(fit(80)).not.toContain('no room');
    expect(fit(60)).toMatch(/\n\(no room for: val_loss\)$/);
    expect(fit(60)).toContain('0.8123');
  });

  it('never cuts a number or an id', () => {
    for (const width of [60, 50, 20]) expect(fit(width)).toContain('8a7ada2d1efc');
  });

  it('never cuts what consists of numbers, and aligns what is left as it would be whole', () => {
    const cells = [['accuracy', '0.5', '-0.1250 … 0.1250']];
    const table = fitTable(['metric', 'left', 'interval'], cells, {
      width: 26,
      dispensable: [1],
      alignRight: [2],
    });
    expect(table).toBe('metric            interval\naccuracy  -0.1250 … 0.1250\n(no room for: left)');
  });

  it('can be empty', () => {
    expect(fitTable(['a', 'b'], [], { width: 3, dispensable: [1] })).toBe('a\n(no room for: b)');
  });
});
