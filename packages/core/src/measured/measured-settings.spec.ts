import { describe, expect, it } from 'vitest';
import { measuredSettings, takeFastest } from './measured-settings.js';

const take = (float32: number, bfloat16: number) =>
  takeFastest(
    [
      { value: 'float32', seconds: float32 },
      { value: 'bfloat16', seconds: bfloat16 },
    ],
    measuredSettings.precision.leastGain,
  );

describe('a precision that is measured', () => {
  it('is the more exact one, unless the other is a tenth faster', () => {
    expect(take(10, 20)).toBe('float32');
    expect(take(10, 9.5)).toBe('float32');
    expect(take(11, 10)).toBe('bfloat16');
    expect(take(20, 10)).toBe('bfloat16');
  });

  it('is one that the backend knows, and single precision as the device has it fast', () => {
    const of = (...precisions: ('float32' | 'tensorfloat32' | 'bfloat16')[]) =>
      measuredSettings.precision.candidates({
        precisions,
        untrainable: [],
        rematerialises: true,
        compiles: false,
      });
    expect(of('float32', 'bfloat16')).toEqual(['float32', 'bfloat16']);
    expect(of('float32', 'tensorfloat32', 'bfloat16')).toEqual(['tensorfloat32', 'bfloat16']);
    expect(of('float32')).toEqual(['float32']);
  });
});
