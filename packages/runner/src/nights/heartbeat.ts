import { own, ThawError } from '@thaw/core';

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
  const { code, message } = (cause ?? {}) as Partial<NodeJS.ErrnoException>;
  // Of a port that fetch does not call it says so in words.
  return code ?? message ?? name;
};

/**
 * The address itself, or `env:NAME` of the variable that holds it: what a process is called with can be seen by everybody
 * on its machine.
 * @throws ThawError `THAW-NIGHT-BAD-ADDRESS`
 */
export function heartbeatAddress(given: string, env: Readonly<Record<string, string | undefined>> = {}): URL {
  const name = /^env:(\w+)$/.exec(given)?.[1];
  const text = name === undefined ? given : own(env, name);
  if (text === undefined) throw noVariable(name!);
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (address && ['http:', 'https:'].includes(address.protocol)) return address;
  throw new ThawError({
    code: 'THAW-NIGHT-BAD-ADDRESS',
    message: `${name ?? '--heartbeat'} is no address that can be called`,
    expected: 'an address that begins with http:// or https://, or env:NAME of a variable that holds one',
    // What it is may be a secret.
    found: address ? `an address that begins with ${address.protocol}` : 'a text that is no address',
    remedy: name === undefined ? 'correct the address after --heartbeat' : `correct the variable ${name}`,
  });
}

const noVariable = (name: string) =>
  new ThawError({
    code: 'THAW-NIGHT-BAD-ADDRESS',
    message: `--heartbeat names the variable ${name}, which is not set`,
    expected: 'an address in it that begins with http:// or https://',
    found: 'no such variable in the environment',
    remedy: `set ${name}, also where a scheduler calls Thaw`,
  });
