/** What Vitest, Jest and `node:test` have in common: exported contract suites run in any of them. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => void | Promise<void>) => unknown;
}
