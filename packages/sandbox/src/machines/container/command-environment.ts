/** What the programs that make machines, such as Docker, Go and pip, go by. The rest, such as a service's keys, is none of their business. */
const NEEDED: readonly RegExp[] = [
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|TZ|TMPDIR|TMP|TEMP|SSH_AUTH_SOCK)$/,
  /^(LC|XDG)_/,
  /^(https?|no|all|ftp)_proxy$/i,
  /^(SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE)$/,
  /^(DOCKER|BUILDKIT|BUILDX|COMPOSE|CGO|PIP)_/,
  /^GO[A-Z0-9]+$/,
];

/** The environment of such a program. @param env This process's own */
export function commandEnvironment(env: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => NEEDED.some((pattern) => pattern.test(name))));
}
