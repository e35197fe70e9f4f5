import { z } from "zod";
import { ROLES } from "../role.ts";
import type { SettingGroup } from "../setting.ts";
import { Folder } from "../values.ts";

/** The service as a process: what it does, where it keeps what it knows, and what it is made of. */
export const PROCESS = {
  role: {
    name: "FREEHOLD_ROLE",
    meaning:
      "`all`: the whole service in this process. `api`: HTTP. `worker`: operations and background loops. [Several processes](docs/operations.md) share a PostgreSQL",
    schema: z.enum(ROLES),
    default: "all",
  },
  home: {
    name: "FREEHOLD_HOME",
    meaning: "Folder of everything the service keeps: keys, embedded database, engine state",
    schema: Folder,
    default: "~/.freehold",
  },
  cloud: {
    name: "FREEHOLD_CLOUD",
    meaning: "`sandbox`: emulated clouds on this machine. `live`: real clouds, which cost money",
    schema: z.enum(["sandbox", "live"]),
    default: "sandbox",
  },
  adminKey: {
    name: "FREEHOLD_ADMIN_KEY",
    meaning: "The operator's API key; without it one is made and kept in `<home>/admin.key`",
    schema: z.string().min(16, "must be at least 16 characters"),
    secret: true,
  },
  masterKey: {
    name: "FREEHOLD_MASTER_KEY",
    meaning:
      "32 bytes, base64 or hex, that everything at rest is sealed with; older keys may follow, separated by commas. Without it one is made and kept in `<home>/master.key`",
    schema: z.string(),
    secret: true,
  },
  databaseUrl: {
    name: "DATABASE_URL",
    meaning: "PostgreSQL; without it the embedded database in `<home>/db`",
    schema: z.string().regex(/^postgres(ql)?:\/\//, "must begin with postgres://"),
    secret: true,
  },
  backendUrl: {
    name: "PULUMI_BACKEND_URL",
    meaning:
      "Where Pulumi keeps state: `postgres://`, `s3://`, `gs://`, `azblob://` or `file://`; without it files in `<home>/engine/state`",
    // The engine takes an address of another kind for one of Pulumi Cloud, and asks for a login at the first signup.
    schema: z
      .string()
      .regex(
        /^(postgres|s3|gs|azblob|file):\/\/./,
        "must be a URL that begins with postgres://, s3://, gs://, azblob:// or file://",
      ),
    secret: true,
  },
  logLevel: {
    name: "LOG_LEVEL",
    meaning: "`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`",
    schema: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]),
    default: "info",
  },
  pulumiBin: {
    name: "FREEHOLD_PULUMI_BIN",
    meaning: "The Pulumi engine, version 3.250.0; the launcher sets it",
    schema: z.string(),
    default: "pulumi",
    note: "the one on the PATH",
  },
  cacheDir: {
    name: "FREEHOLD_CACHE",
    meaning: "Folder of what is built once per machine; the launcher sets it",
    schema: z.string(),
    unset: "~/.cache/freehold",
  },
} as const satisfies SettingGroup;
