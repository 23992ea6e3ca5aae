/**
 * What a variable or a file is called that holds a secret: a word of its name ends so, as in `HF_TOKEN`, `dbPassword` or
 * `/run/secrets/db`, or is a key, as in `aws_access_key_id` or `APIKEY`, or one of those that gitleaks' rule for keys of any
 * kind (`generic-api-key`) and Sentry's list of what it scrubs (`DEFAULT_DENYLIST`) take for one: `MYSQL_PWD`, `AUTH`,
 * `BEARER`. A `monkey` and an `author` are none.
 */
const secretWord =
  /(token|secret|password|passwd|passphrase|passcode|credential|cookie)s?$|^(api|access|auth|private|signing|secret|ssh|encryption)?keys?$|^(pass|pwd|creds?|auth|authorization|bearer|jwt|pat|psk|otp|sessionid|sid|webhooks?|netrc|htpasswd|pgpass)$/i;

/** The folders that a shell is and was in. */
const noSecret = /^(OLD|INIT_)?PWD$/;

/** Files that are known to hold them, by their whole name. */
const secretFile =
  /(^|[/\\])(\.env(\.[\w.-]+)?|id_(rsa|dsa|ecdsa|ed25519)|[^/\\]*\.(pem|p12|pfx|keystore|jks))$/i;

export const namesSecret = (name: string): boolean =>
  secretFile.test(name) || (!noSecret.test(name) && wordsOf(name).some((word) => secretWord.test(word)));

const wordsOf = (name: string): readonly string[] =>
  name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').split(/[^A-Za-z0-9]+/);

/** What a secret looks like, whatever it is called. Each is of a form that hardly anything else has. */
const secretForms: readonly RegExp[] = [
  // An address with credentials.
  /[a-z][a-z0-9+.-]*:\/\/[^\s/@]+@/i,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  // A JSON Web Token.
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./,
  // GitHub, GitLab, Hugging Face, npm, PyPI, Slack, OpenAI and Anthropic, AWS, Google.
  /\b(gh[pousr]_|github_pat_|glpat-|hf_|npm_|pypi-|xox[abeoprs]-|sk-)[\w-]{16,}/,
  /\b(AKIA|ASIA)[0-9A-Z]{16}\b/,
  /\bAIza[\w-]{35}/,
];

export const holdsSecret = (value: string): boolean => secretForms.some((form) => form.test(value));
