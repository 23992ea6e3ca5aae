import type { Tree } from '@nx/devkit';
import { posix } from 'node:path';
import { crontab } from './schedules/crontab.js';
import { github } from './schedules/github.js';
import type { ScheduledCall, ScheduleKind } from './schedules/scheduled-call.js';
import { scrontab } from './schedules/scrontab.js';
import { systemd } from './schedules/systemd.js';

/** What may call `thaw nightly`; a new one is a file and a line here, and one in the schema. */
const kinds = { systemd, crontab, github, scrontab } as const satisfies Record<string, ScheduleKind>;

export interface ScheduleGeneratorOptions {
  readonly kind: keyof typeof kinds;
  /** Minutes between two calls. */
  readonly every?: number;
  readonly specs?: readonly string[];
  readonly directory?: string;
}

/** Writes what has `thaw nightly` called, and how it is installed, for this workspace where it lies. */
export function schedule(
  tree: Tree,
  { kind, every = 15, specs = [], directory = 'schedules' }: ScheduleGeneratorOptions,
): void {
  const call: ScheduledCall = { workspace: tree.root, node: process.execPath, everyMinutes: every, specs };
  const folder = kinds[kind].folder ?? directory;
  for (const [name, text] of Object.entries(kinds[kind].files(call, folder)))
    tree.write(posix.join(folder.replaceAll('\\', '/'), name), text);
}
