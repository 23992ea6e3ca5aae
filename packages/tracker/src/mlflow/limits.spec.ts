import { describe, expect, it } from 'vitest';
import { cut, experimentName, mlflowName } from './limits.js';

describe('names in MLflow', () => {
  it.each(['val_accuracy', 'val_loss', 'train/loss', 'phases.fine-tune.epochs', 'Größe 2:1', 'a/b'])(
    'leaves %j as it is',
    (name) => expect(mlflowName(name)).toBe(name),
  );

  it.each(['a=b', 'a//b', '../a', './a', '/a', 'a/', '..a', '../a b', 'x'.repeat(251), '🦊'.repeat(200), ''])(
    'makes %j one that MLflow takes',
    (name) => {
      expect(mlflowName(name)).toMatch(/^(?!\.\.)[\p{L}\p{N}_\-.: ]{1,250}$/u);
      expect(mlflowName(name)).not.toBe(mlflowName(`${name}=`));
    },
  );
});

describe('the name of an experiment', () => {
  it('stays as it is up to 500 characters', () => {
    expect(experimentName('a/b: 50 %')).toBe('a/b: 50 %');
    expect(experimentName('x'.repeat(500))).toBe('x'.repeat(500));
  });

  it('is shortened beyond them, and another one that begins like it stays another', () => {
    const [one, two] = [experimentName('x'.repeat(501)), experimentName('x'.repeat(502))];
    expect([one.length, two.length]).toEqual([500, 500]);
    expect(one).not.toBe(two);
  });
});

describe('cutting', () => {
  it('leaves what fits', () => expect(cut('x'.repeat(60), 60)).toBe('x'.repeat(60)));

  it('replaces half of a surrogate pair, which hides the run that has it', () => {
    expect(cut('a\ud83c', 60)).toBe('a\ufffd');
    expect(experimentName('\udf00a🦊')).toBe('\ufffda🦊');
  });

  it('says in the value how much there was', () => {
    expect(cut('x'.repeat(100), 60)).toBe(`${'x'.repeat(33)}… (cut from 100 characters)`);
  });

  it.each([59, 60, 61])('divides no surrogate pair at %i', (length) => {
    const result = cut('🦊'.repeat(60), length);
    expect(result.length).toBeLessThanOrEqual(length);
    expect(result).toBe(Buffer.from(result).toString());
  });
});
