import { ThawError } from '@thaw/core';

/**
 * Of `HF_TOKEN`, read where it is sent, so that it is in nothing that is kept or passed on. `fetch` leaves it out where it is sent on
 * to another host, and tells what is in a header that cannot be sent, which is therefore looked at before.
 */
export function hubAuthorization(): { readonly authorization?: string } {
  const token = process.env['HF_TOKEN']?.trim();
  if (!token) return {};
  if (/^[\x21-\x7e]+$/.test(token)) return { authorization: `Bearer ${token}` };
  throw new ThawError({
    code: 'THAW-WEIGHTS-HUB',
    message: 'HF_TOKEN is no token',
    expected: 'letters, digits and signs, without spaces',
    found: `${token.length} characters with others among them`,
    remedy: 'Copy the token again, or unset HF_TOKEN.',
  });
}
