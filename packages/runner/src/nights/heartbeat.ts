import { ThawError } from '@thaw/core';

const timeoutMs = 10_000;

/**
 * Tells a monitor that all is well: a plain GET. The address may hold a secret in its path, so only the host is named.
 * @returns why it did not arrive, for people; nothing if it did
 */
export async function sendHeartbeat(address: URL, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { ok, status, body } = await fetch(withoutUser(address), {
      headers: authorization(address),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    await body?.cancel();
    return ok ? undefined : `the heartbeat was answered with ${status} by ${address.host}`;
  } catch (error) {
    return `the heartbeat did not reach ${address.host}: ${reasonOf(error as Error)}`;
  }
}

/** fetch takes no address with a user in it. */
function withoutUser(address: URL): URL {
  const bare = new URL(address);
  bare.username = bare.password = '';
  return bare;
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(user).toString('base64')}` };
}

/** What fetch throws says little; its cause says what happened. */
const reasonOf = ({ name, cause }: Error): string => {
  if (name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} seconds`;
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? name;
};

/** @throws ThawError `THAW-NIGHT-BAD-ADDRESS` */
export function heartbeatAddress(text: string): URL {
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (address && ['http:', 'https:'].includes(address.protocol)) return address;
  throw new ThawError({
    code: 'THAW-NIGHT-BAD-ADDRESS',
    message: '--heartbeat is no address that can be called',
    expected: 'an address that begins with http:// or https://',
    // What it is may be a secret.
    found: address ? `an address that begins with ${address.protocol}` : 'a text that is no address',
    remedy: 'correct the address after --heartbeat',
  });
}
