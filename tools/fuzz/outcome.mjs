import { withFileProblems } from '../../packages/execution/dist/files/index.js';

// What may come of an input: it is accepted, with what was read of it, or refused, with codes that the catalogue has. All else is a finding.

export const accepted = (value) => ({ accepted: value });
/** Left aside without an error, as damage that can be done without is. */
export const passedOver = (why) => ({ refused: [why] });

export async function outcomeOf(read) {
  try {
    return await read();
  } catch (thrown) {
    // As whatever a command throws passes it.
    const error = withFileProblems(thrown);
    const codes = error?.problems?.map(({ code }) => code);
    if (codes?.length > 0 && codes.every((code) => /^THAW-[A-Z0-9-]+$/.test(code))) return { refused: codes };
    return { finding: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** A text that is equal for equal values, whatever they hold. */
export const fingerprint = (value) =>
  JSON.stringify(value, (_, each) => {
    if (ArrayBuffer.isView(each))
      return Buffer.from(each.buffer, each.byteOffset, each.byteLength).toString('base64');
    if (each instanceof Map) return [...each];
    return typeof each === 'number' && !Number.isFinite(each) ? String(each) : each;
  });
