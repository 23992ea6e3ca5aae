import { describe, expect, it } from 'vitest';
import { backboneHues, RunColours, runColours } from './backbone-colours.js';

describe('the colours of backbones', () => {
  it('follow from the name', () => {
    const [alone] = backboneHues(['xception']).values();
    expect(alone).toMatch(/^#[0-9a-f]{6}$/);
    expect(backboneHues(['xception', 'xception']).get('xception')).toBe(alone);
    expect(backboneHues(['resnet50', 'xception'])).toEqual(backboneHues(['xception', 'resnet50']));
  });

  it('differ within a sweep as long as there are enough', () => {
    const names = Array.from({ length: 12 }, (_, index) => `backbone${index}`);
    expect(new Set(backboneHues(names).values()).size).toBe(12);
    expect(backboneHues([...names, 'one more']).size).toBe(13);
  });

  it('are left to the runs where there is one backbone', () => {
    const colours = (count: number) => [
      ...runColours(
        Array.from({ length: count }, (_, index) => ({ id: String(index), backbone: 'xception' })),
      ).values(),
    ];
    expect(colours(4)).toEqual(['#0072b2', '#d55e00', '#009e73', '#cc79a7']);
    expect(new Set(colours(60)).size).toBe(60);
  });

  it('have a shade for each run', () => {
    const runs = ['a', 'b', 'c'].map((id) => ({ id, backbone: 'xception' }));
    const colours = runColours([...runs, { id: 'd', backbone: 'resnet50' }]);
    expect(new Set(colours.values()).size).toBe(4);
    const hues = backboneHues(['xception', 'resnet50']);
    expect(colours.get('b')).toBe(hues.get('xception'));
    expect(colours.get('d')).toBe(hues.get('resnet50'));
  });

  it('go on with what is free for runs that come later', () => {
    const runs = Array.from({ length: 30 }, (_, index) => ({ id: String(index), backbone: 'xception' }));
    const colours = new RunColours(runs.slice(0, 2));
    const all = runs.map((run) => colours.of(run));
    expect(all.slice(0, 4)).toEqual([...runColours(runs.slice(0, 4)).values()]);
    expect(new Set(all).size).toBe(30);
    expect(colours.of(runs[7]!)).toBe(all[7]);
    const other = colours.of({ id: 'other', backbone: 'resnet50' });
    expect(all.slice(0, 12).filter((colour) => colour === other).length).toBeLessThanOrEqual(1);
  });

  it('keep to the hue of a backbone that a search comes back to', () => {
    const certain = ['xception', 'resnet50'].map((backbone) => ({ id: backbone, backbone }));
    const colours = new RunColours(certain);
    const later = ['a', 'b'].map((id) => colours.of({ id, backbone: 'xception' }));
    const third = colours.of({ id: 'c', backbone: 'vgg16' });
    const all = [...certain.map((run) => colours.of(run)), ...later, third];
    expect(new Set(all).size).toBe(5);
    expect(third).toBe(colours.of({ id: 'c', backbone: 'vgg16' }));
  });
});
