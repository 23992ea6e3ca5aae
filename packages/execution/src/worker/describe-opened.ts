import type { Engine, OpenedBackend } from '@thaw/core';
import { memoryLimit } from '../environment/memory-limit.js';

/** What a launcher tells of an engine that was opened on this machine. */
export function describeOpened({ name, backend, description, capabilities, gpu }: Engine): OpenedBackend {
  const memory = { hostBytes: memoryLimit(), ...(gpu && { gpuBytes: gpu.freeBytes }) };
  return { engine: name, backend, description, capabilities, memory };
}
