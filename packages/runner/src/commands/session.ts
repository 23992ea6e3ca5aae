import { openSession, type OpenOptions, type Session } from '../api/open-session.js';
import type { SpecOptions, StoreOptions, Surroundings } from '../api/options.js';
import type { CommandContext } from '../cli/command.js';
import type { cacheOptions, digestOptions, specOptions, storeOptions } from '../cli/common-options.js';
import type { OptionValues } from '../cli/option.js';

/** Where a command is at work, for the library. */
export const surroundingsIn = ({ cwd, workspace, env }: CommandContext): Required<Surroundings> => ({
  ...{ cwd, workspace, env },
});

type SpecValues = OptionValues<typeof specOptions & typeof storeOptions & typeof digestOptions> &
  Partial<OptionValues<typeof cacheOptions>>;

/** What the options of `validate`, `plan` and `sweep` say to the library; what it tells of itself goes to standard error. */
export const specCall = (
  { spec, set, store, rehash, cache, cacheMode }: SpecValues,
  context: CommandContext,
): SpecOptions => ({
  ...{ spec, set, store, rehash, cache, cacheMode, ...surroundingsIn(context), signal: context.signal },
  onEvent(event) {
    if (event.type === 'notice') noteOn(context)(event.message);
  },
});

/** Tells people on standard error. */
export const noteOn =
  ({ stderr }: CommandContext) =>
  (line: string): void =>
    void stderr.write(`${line}\n`);

interface ReadingOptions {
  /** Default: on standard error. */
  readonly onNotice?: (line: string) => void;
  /** For an observer reading a stage is not using it. */
  readonly isObserver?: boolean;
}

/** The store behind `--store`, for commands that read what sweeps have left there. Throws `THAW-STORE-MISSING`. */
export const openToRead = (
  store: string | undefined,
  context: CommandContext,
  { onNotice = noteOn(context), isObserver = false }: ReadingOptions = {},
): Promise<Session> =>
  openSession({ ...surroundingsIn(context), store }, { onNotice, isObserver, mustExist: true });

/** The store behind `--store`, which the command makes if there is none. */
export const openToWrite = (
  store: Pick<StoreOptions, 'store' | 'cache' | 'cacheMode'>,
  context: CommandContext,
  report: Pick<OpenOptions, 'onNotice' | 'onProgress'>,
): Promise<Session> =>
  openSession({ ...surroundingsIn(context), ...store }, { ...report, signal: context.signal });
