/** Why one place did not yield a file, in words; the next place is tried then. */
export class FetchFailure extends Error {
  override readonly name = 'FetchFailure';
}
