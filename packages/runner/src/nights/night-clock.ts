/** Where time is read, in milliseconds. */
export interface TimeSources {
  /** As people set it. It also goes on while the machine sleeps. */
  readonly wall: () => number;
  /** Of this process: never set, and on most systems still while the machine sleeps. */
  readonly steady: () => number;
}

const ofTheMachine: TimeSources = { wall: () => Date.now(), steady: () => performance.now() };

/**
 * Goes on from a time as the machine's clock does, through its sleep as well. Where that clock is set back, it goes on as
 * this process does, and never back.
 */
export function nightClock(startMs: number, { wall, steady }: TimeSources = ofTheMachine): () => number {
  let latest = startMs;
  let [wallMs, steadyMs] = [wall(), steady()];
  return () => {
    const [wallNow, steadyNow] = [wall(), steady()];
    latest += Math.max(wallNow - wallMs, steadyNow - steadyMs, 0);
    [wallMs, steadyMs] = [wallNow, steadyNow];
    return Math.round(latest);
  };
}
