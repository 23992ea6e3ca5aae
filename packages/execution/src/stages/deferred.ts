/** A promise that somebody else settles; `Promise.withResolvers` is younger than the oldest Node that Thaw runs on. */
export class Deferred<Value> {
  readonly promise: Promise<Value>;
  resolve!: (value: Value) => void;
  reject!: (error: unknown) => void;

  constructor() {
    this.promise = new Promise<Value>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // Who waits for it may have gone.
    this.promise.catch(() => {});
  }
}
