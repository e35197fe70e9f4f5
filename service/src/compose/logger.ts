import { type DestinationStream, type Logger, pino } from "pino";

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

/** The service's log: JSON lines. */
export function createLogger(level: string, destination: DestinationStream = process.stdout): Logger {
  const paths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  return pino({ level, redact: { paths, censor: "***" } }, destination);
}
