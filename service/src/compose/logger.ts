import { createRedactor } from "@freehold/engine";
import { isFreeholdError } from "@freehold/model";
import { type DestinationStream, type Logger, pino, stdSerializers } from "pino";
import type { LiveConfig } from "../config/clouds.ts";
import type { Config } from "../config/config.ts";

/** Fields that are never written, at the depths at which they occur. */
const SECRET_FIELDS = [
  "authorization",
  "token",
  "apiToken",
  "apiKey",
  "password",
  "passphrase",
  "privateKey",
  "sshPrivateKey",
  "credentials",
  "outputs",
  "config",
  "userData",
];

/**
 * The service's log: JSON lines. Fields with the name of a secret are not written, and what looks like a secret or is one of the
 * given ones is written nowhere else either, such as in what a cloud or a library says of a failure. A foreseen failure is logged by what
 * it says, without a stack: that is for bugs.
 */
export function createLogger(
  level: string,
  destination: DestinationStream = process.stdout,
  secrets: readonly string[] = [],
): Logger {
  const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  const redactor = createRedactor(secrets);
  const redacting = { write: (line: string) => destination.write(redactor.redact(line)) };
  return pino({ level, redact: { paths, censor: "***" }, serializers: { err: loggedError } }, redacting);
}

/** The settings that must not be written anywhere. */
export function secretsOf({ masterKey, adminKey, clouds }: Config): string[] {
  const given = [...(masterKey?.split(",") ?? []), adminKey, ...(clouds.kind === "live" ? liveSecrets(clouds) : [])];
  return given.filter((secret) => secret !== undefined).map((secret) => secret.trim());
}

function liveSecrets(clouds: LiveConfig): (string | undefined)[] {
  const { hcloudTokens = [], digitaloceanTokens = [], cloudflareToken, aws, dokploy, proxmox, docker } = clouds;
  return [
    ...hcloudTokens,
    ...digitaloceanTokens,
    cloudflareToken,
    aws?.secretAccessKey,
    dokploy?.apiKey,
    proxmox?.apiToken,
    proxmox?.sshPassword,
    proxmox?.sshPrivateKey,
    docker?.sshPrivateKey,
  ];
}

/** Where a foreseen failure has a cause that is a bug's or a library's, its text stays: it says what the failure was made of. */
function loggedError(error: unknown): unknown {
  if (!isFreeholdError(error)) return error instanceof Error ? stdSerializers.err(error) : error;
  const { code, message, nextStep, cause } = error;
  return {
    ...{ code, message },
    ...(nextStep !== undefined && { nextStep }),
    ...(cause instanceof Error && { cause: cause.message }),
  };
}
