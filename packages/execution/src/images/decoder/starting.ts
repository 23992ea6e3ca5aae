import type { FromProcess, ProcessSettings, ToProcess } from './decoding.js';

// What is said between the process that asks for processes that decode, and the one that starts them.

export type ToStarter =
  | { readonly type: 'start'; readonly id: number; readonly path: string; readonly settings: ProcessSettings }
  | { readonly type: 'tell'; readonly id: number; readonly message: ToProcess }
  | { readonly type: 'end'; readonly id: number };

export type FromStarter =
  | { readonly type: 'started'; readonly id: number; readonly pid: number }
  | { readonly type: 'heard'; readonly id: number; readonly message: FromProcess }
  | { readonly type: 'ended'; readonly id: number; readonly end: ProcessEnd };

/** How a process ended that was not told to. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last that it wrote, or why it could not be started. */
  readonly text: string;
  /** A line of that which says that memory was short. */
  readonly shortage?: string;
}
