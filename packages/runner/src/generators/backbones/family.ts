/** What a generated network begins as. */
export interface Family {
  /** What its module imports, by the files of `packages/backbones/src/networks` that have it; all of it is exported by the package too. */
  readonly imports: Readonly<Record<string, readonly string[]>>;
  /** The expression that makes it. */
  definition(name: string, title: string): string;
}
