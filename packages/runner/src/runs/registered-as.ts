import type { RunRecord } from '@thaw/tracker/journals';

/** `flowers v2 @champion` */
export const versionText = ({
  name,
  version,
  alias,
}: {
  readonly name: string;
  readonly version: string;
  readonly alias?: string | undefined;
}): string => `${name} v${version}${alias === undefined ? '' : ` @${alias}`}`;

type Registered = Pick<RunRecord, 'id' | 'registered'>;

/**
 * What stands for a run in registries, for people: `flowers v2 @champion`. Of versions with one alias it is the last that was given it, as far as journals
 * know; people may have moved it on the server since.
 */
export function registeredAs(run: string, runs: readonly Registered[]): readonly string[] {
  const all = runs.flatMap(({ id, registered = [] }) => registered.map((each) => ({ id, ...each })));
  const isLast = ({ name, alias, server, timeMs }: (typeof all)[number]) =>
    !all.some(
      (each) => each.name === name && each.server === server && each.alias === alias && each.timeMs > timeMs,
    );
  const texts = all
    .filter(({ id }) => id === run)
    .map((each) => versionText({ ...each, alias: isLast(each) ? each.alias : undefined }));
  return [...new Set(texts)];
}
