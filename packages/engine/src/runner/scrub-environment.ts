/** What a runner and its engine need of the service's environment. The rest, such as the service's master key, is none of their business. */
const INHERITED: readonly RegExp[] = [
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|TZ|TMPDIR|TMP|TEMP|HOSTNAME)$/,
  /^LC_/,
  /^(https?|no|all)_proxy$/i,
  /^(SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|NODE_COMPILE_CACHE)$/,
  // The engine's own switches and the credentials of the backends that hold its state.
  /^(PULUMI|AWS|AZURE|GOOGLE|PG)_?/,
];

/** Passphrases come with each order and never by inheritance. */
const REFUSED = /^PULUMI_CONFIG_PASSPHRASE/;

/** Takes everything out of the environment that is not on the list. */
export function scrubEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) {
    if (REFUSED.test(name) || !INHERITED.some((pattern) => pattern.test(name))) delete env[name];
  }
}

/** Switches for every engine process; measured reasons beside them. */
export const ENGINE_SWITCHES: Readonly<Record<string, string>> = {
  PULUMI_SKIP_UPDATE_CHECK: "true",
  // With 10,000 stacks the search for stacks of the old layout takes 0.1 s of each process.
  PULUMI_DIY_BACKEND_NO_LEGACY_WARNING: "1",
  // History keeps every checkpoint already.
  PULUMI_DIY_BACKEND_RETAIN_CHECKPOINTS: "false",
  PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
  // An engine may open 2 × GOMAXPROCS connections to a PostgreSQL backend.
  GOMAXPROCS: "2",
};
