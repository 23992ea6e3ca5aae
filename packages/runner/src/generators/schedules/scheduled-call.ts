/** A call of `thaw nightly` by a scheduler. */
export interface ScheduledCall {
  /** Absolute. */
  readonly workspace: string;
  /** Node's program, absolute: schedulers know nothing of the user's path. */
  readonly node: string;
  readonly everyMinutes: number;
  readonly specs: readonly string[];
}

export interface ScheduleKind {
  /** Where its files must lie; else where the user wants them. */
  readonly folder?: string;
  /** Their texts by name. `folder`: where they go, relative to the workspace. */
  readonly files: (call: ScheduledCall, folder: string) => Readonly<Record<string, string>>;
}

/** The program and its arguments, for who stands in the workspace. */
export const wordsOf = ({ node, specs }: ScheduledCall): readonly string[] => [
  ...[node, 'node_modules/@thaw/runner/bin/thaw.js', 'nightly'],
  ...specs.flatMap((spec) => ['--specs', spec]),
];

/** The minute field of a cron line. `offset`: minutes after the full hour. */
export const minutesOf = (every: number, offset = 0): string =>
  Array.from({ length: 60 / every }, (_, index) => index * every + (offset % every)).join(',');

/** Why it is called so often, for the head of each file. */
export const whySoOften =
  'Thaw decides what is due, by `schedule` in each spec and its own zone: so call it more often than nights are due.';
