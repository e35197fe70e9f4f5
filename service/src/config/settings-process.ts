import type { Setting } from "./setting.ts";

/** The service as a process: where it is, who may ask it, and where it keeps what it knows. */
export const PROCESS_SETTINGS = [
  {
    name: "FREEHOLD_ROLE",
    meaning:
      "`all`: the whole service in this process. `api`: HTTP. `worker`: operations and background loops. [Several processes](docs/operations.md) share a PostgreSQL",
    default: "all",
  },
  {
    name: "FREEHOLD_HOME",
    meaning: "Folder of everything the service keeps: keys, embedded database, engine state",
    default: "~/.freehold",
  },
  {
    name: "FREEHOLD_CLOUD",
    meaning: "`sandbox`: emulated clouds on this machine. `live`: real clouds, which cost money",
    default: "sandbox",
  },
  { name: "FREEHOLD_HOST", meaning: "Address to listen on; `0.0.0.0` for all", default: "127.0.0.1" },
  { name: "PORT", meaning: "TCP port to listen on; 0 lets the system choose", default: "8080" },
  {
    name: "FREEHOLD_RATE_LIMIT_KEY",
    meaning: "Requests that an API key may send in a minute, to all API processes together; 0: as many as it likes",
    default: "6000",
  },
  {
    name: "FREEHOLD_RATE_LIMIT_ADDRESS",
    meaning: "Requests that an address may send in a minute, to all API processes together; 0: as many as it likes",
    default: "12000",
  },
  {
    name: "FREEHOLD_RATE_LIMIT_FAILURES",
    meaning: "Requests without a valid key that an address may send in a minute; 0: as many as it likes",
    default: "60",
  },
  {
    name: "FREEHOLD_STREAMS_PER_KEY",
    meaning: "Event streams that an API key may have open at an API process; 0: as many as it likes",
    default: "100",
  },
  {
    name: "FREEHOLD_CORS_ORIGINS",
    meaning: "Origins of web pages that may use the API, such as `https://app.example.com`, separated by commas",
    default: "none",
  },
  {
    name: "FREEHOLD_TRUSTED_PROXIES",
    meaning: "Addresses or networks of proxies in front, separated by commas, whose `X-Forwarded-For` is believed",
    default: "none",
  },
  {
    name: "FREEHOLD_ADMIN_KEY",
    meaning: "The operator's API key; without it one is made and kept in `<home>/admin.key`",
    secret: true,
  },
  {
    name: "FREEHOLD_MASTER_KEY",
    meaning:
      "32 bytes, base64 or hex, that everything at rest is sealed with; older keys may follow, separated by commas. Without it one is made and kept in `<home>/master.key`",
    secret: true,
  },
  { name: "DATABASE_URL", meaning: "PostgreSQL; without it the embedded database in `<home>/db`", secret: true },
  {
    name: "PULUMI_BACKEND_URL",
    meaning: "Where Pulumi keeps state; without it files in `<home>/engine/state`",
    secret: true,
  },
  { name: "LOG_LEVEL", meaning: "`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`", default: "info" },
  {
    name: "FREEHOLD_PULUMI_BIN",
    meaning: "The Pulumi engine, version 3.250.0; the launcher sets it",
    default: "pulumi on the PATH",
  },
  {
    name: "FREEHOLD_CACHE",
    meaning: "Folder of what is built once per machine; the launcher sets it",
    default: "~/.cache/freehold",
  },
] as const satisfies readonly Setting[];
