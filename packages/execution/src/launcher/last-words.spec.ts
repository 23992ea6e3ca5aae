import { describe, expect, it } from 'vitest';
import { causeOf, describeDeath } from './failure.js';
import { LastWords } from './last-words.js';

const notFailure =
  '2021-09-24 16:22:56.271936: W tensorflow/core/common_runtime/bfc_allocator.cc:243] Allocator (GPU_0_bfc) ran out of memory trying to allocate 2.60GiB with freed_by_count=0. The caller indicates that this is not a failure, but may mean that there could be performance gains if more memory were available.\n';
const addresses = Array.from(
  { length: 200 },
  (_, frame) => `    @     0x7f${frame}  tensorflow::BiasOp<>::Compute()\n`,
);

const causeAfter = (...texts: readonly string[]) => {
  const words = new LastWords();
  for (const text of texts) words.add(text);
  return causeOf(describeDeath(null, 'SIGABRT', words));
};

// Lines as TensorFlow 1.x and 2.x have logged them, from its public issues.
describe('LastWords', () => {
  it.each([
    [
      'an allocation that failed, pages before the end',
      '2020-02-15 17:58:43: W tensorflow/core/common_runtime/bfc_allocator.cc:429] Allocator (GPU_0_bfc) ran out of memory trying to allocate 12.25GiB (rounded to 13153337344)requested by op resnet50/conv1\n',
    ],
    [
      'what the driver refused',
      'E tensorflow/stream_executor/cuda/cuda_driver.cc:828] failed to allocate 32.00M (33554432 bytes) from device: CUDA_ERROR_OUT_OF_MEMORY: out of memory\n',
    ],
    [
      'an allocator that gave up',
      'F tensorflow/core/common_runtime/gpu/gpu_device.cc:103] EigenAllocator for GPU ran out of memory when allocating 0. See error logs for more detailed info.\n',
    ],
    [
      'convolutions of which none found room',
      'W tensorflow/core/framework/op_kernel.cc:1745] OP_REQUIRES failed at conv_ops.cc:1120 : Not found: No algorithm worked!\n',
    ],
    [
      'more numbers than a kernel can count',
      'F ./tensorflow/core/util/gpu_launch_config.h:129] Check failed: work_element_count >= 0 (-1094967296 vs. 0)\n',
    ],
  ])('know %s', (_, line) => {
    expect(causeAfter(line, ...addresses)).toBe('out-of-memory');
    // As it comes through a pipe.
    expect(causeAfter(line.slice(0, 60), line.slice(60), ...addresses)).toBe('out-of-memory');
    expect(causeAfter(line.trimEnd())).toBe('out-of-memory');
  });

  it('do not take for it what TensorFlow says is no failure', () => {
    expect(causeAfter(notFailure, ...addresses)).toBe('internal');
    expect(
      causeAfter(
        notFailure,
        'F tensorflow/core/common_runtime/bfc_allocator.cc:380] Check failed: h != kInvalidChunkHandle\n',
      ),
    ).toBe('internal');
  });

  it('tell which check failed, whatever it is', () => {
    const words = new LastWords();
    const line = 'F0000 00:00:1.2 7 sum.cc:9] Check failed: something (-1 vs. 0)\n';
    for (const text of [line.slice(0, 40), line.slice(40), ...addresses]) words.add(text);
    expect(words.text).toContain(line.trim());
    expect(causeOf(describeDeath(null, 'SIGABRT', words))).toBe('internal');
  });

  it('tell the line that says why, and the end', () => {
    const words = new LastWords();
    for (const text of ['what was before\n', 'std::bad_alloc\n', ...addresses]) words.add(text);
    expect(words.text.split('\n')[0]).toBe('std::bad_alloc');
    expect(words.text).toContain('0x7f199');
    expect(words.text).not.toContain('0x7f100');
    expect(words.text.length).toBeLessThan(1000);
  });

  it('keep little of a process that writes without end', () => {
    const words = new LastWords();
    for (let index = 0; index < 1000; index++) words.add('x'.repeat(1000));
    expect(words.text.length).toBeLessThanOrEqual(4000);
  });
});
