import { z } from "zod";
import { Mount } from "./mount.ts";
import { HostName, isLabelOfOthers } from "./names.ts";
import { PublishedPort } from "./port.ts";
import { Bytes, Duration, listOf, Name, PlainText, Text, wholeNumber, words } from "./words.ts";

/** What a service gets that does not ask for less. Threads count as processes. */
const PROCESSES = 1024;
const MOST_PROCESSES = 4096;
const MOST_FILES = 1_048_576;
const OPEN_FILES = { soft: 16_384, hard: 16_384 };
const MOST_LOGS = 100 * 1024 * 1024;
const MOST_SERVICES = 40;
const LOG = { "max-size": "10m", "max-file": "3" };

/** A sequence of texts in which Compose may resolve variables; the one text that a shell would split is refused. */
const Words = z.array(Text, { error: "must be a sequence, each word an item" });

/** A mapping of texts, also as `NAME=value`, also with numbers and truth values, which are the same to what reads them. */
function mappingOf(text: z.ZodType<string>) {
  const Value = z
    .union([text, z.int(), z.boolean()], { error: "must be text, a whole number, true or false" })
    .transform(String);
  return z.preprocess((value) => (Array.isArray(value) ? fromPairs(value) : value), z.record(Name, Value));
}

function fromPairs(pairs: unknown[]): unknown {
  const split = pairs.map((pair) => /^([^=]+)=([\s\S]*)$/.exec(String(pair)));
  return split.some((found) => found === null)
    ? pairs
    : Object.fromEntries(split.map((found) => [found?.[1], found?.[2]]));
}

const Labels = mappingOf(PlainText).superRefine((labels, context) => {
  for (const key of Object.keys(labels).filter(isLabelOfOthers)) {
    context.addIssue({ code: "custom", message: `must not have ${key}: others read it`, input: key });
  }
});

const Dependency = words({
  condition: z.enum(["service_started", "service_healthy", "service_completed_successfully"]),
  restart: z.boolean().optional(),
  required: z.boolean().optional(),
});
const Dependencies = z.preprocess(
  (value) =>
    Array.isArray(value) ? Object.fromEntries(value.map((name) => [name, { condition: "service_started" }])) : value,
  z.record(Name, Dependency),
);

const Amounts = words({
  cpus: z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(z.string().regex(/^\d+(\.\d+)?$/))
    .optional(),
  memory: Bytes.optional(),
  pids: z.int().min(1).max(MOST_PROCESSES).optional(),
});
const Deploy = words({
  replicas: z.int().min(0).max(1).optional(),
  resources: words({ limits: Amounts.optional(), reservations: Amounts.optional() }).optional(),
  restart_policy: words({
    condition: z.enum(["none", "on-failure", "any"]).optional(),
    delay: Duration.optional(),
    max_attempts: z.int().min(0).optional(),
    window: Duration.optional(),
  }).optional(),
});

const Healthcheck = words({
  test: z.preprocess((value) => (typeof value === "string" ? ["CMD-SHELL", value] : value), Words).optional(),
  interval: Duration.optional(),
  timeout: Duration.optional(),
  retries: z.int().min(0).optional(),
  start_period: Duration.optional(),
  start_interval: Duration.optional(),
  disable: z.boolean().optional(),
});

const LogOptions = words({
  "max-size": z
    .string()
    .regex(/^([1-9]\d{0,4}k|[1-9]\d?m|100m)$/, { error: "must be at most 100m" })
    .default(LOG["max-size"]),
  "max-file": wholeNumber(1, 10).transform(String).default(LOG["max-file"]),
  compress: z
    .union([z.enum(["true", "false"]), z.boolean()])
    .transform(String)
    .optional(),
}).refine((options) => bytesOf(options["max-size"]) * Number(options["max-file"]) <= MOST_LOGS, {
  error: "must keep at most 100m, max-size times max-file",
});

function bytesOf(size: string): number {
  return Number(size.slice(0, -1)) * (size.endsWith("m") ? 1024 * 1024 : 1024);
}

const Logging = words({
  driver: z.enum(["local", "json-file"]).default("local"),
  options: LogOptions.prefault({}),
}).prefault({});

const Network = z.preprocess((value) => value ?? {}, words({ aliases: z.array(HostName).optional() }));
const Networks = z.preprocess(
  (value) => (Array.isArray(value) ? Object.fromEntries(value.map((name) => [name, {}])) : value),
  words({ default: Network }),
);

const Files = z.int().min(1).max(MOST_FILES);
const OpenFiles = z
  .preprocess(
    (value) => (typeof value === "number" ? { soft: value, hard: value } : value),
    words({ soft: Files, hard: Files }),
  )
  .refine(({ soft, hard }) => soft <= hard, { error: "must not have a soft limit above the hard one" });

/** A service that a slot may run, in the canonical form: what is not named here is not known to be harmless. */
export const Service = words({
  image: PlainText.regex(/^[a-zA-Z0-9][a-zA-Z0-9._/:@-]*$/, { error: "must be the name of an image" }),
  pull_policy: z.enum(["always", "missing", "if_not_present", "never"]).optional(),
  restart: z
    .string()
    .regex(/^(no|always|unless-stopped|on-failure(:\d+)?)$/, {
      error: "must be no, always, unless-stopped or on-failure",
    })
    .optional(),
  init: z.boolean().optional(),
  tty: z.boolean().optional(),
  read_only: z.boolean().optional(),
  user: PlainText.regex(/^[A-Za-z0-9_.-]+(:[A-Za-z0-9_.-]+)?$/, { error: "must be USER or USER:GROUP" }).optional(),
  working_dir: PlainText.startsWith("/").optional(),
  hostname: HostName.optional(),
  entrypoint: Words.optional(),
  command: Words.optional(),
  environment: mappingOf(Text).optional(),
  labels: Labels.optional(),
  depends_on: Dependencies.optional(),
  healthcheck: Healthcheck.optional(),
  stop_signal: z
    .string()
    .regex(/^[A-Z0-9+-]+$/, { error: "must be the name of a signal" })
    .optional(),
  stop_grace_period: Duration.optional(),
  deploy: Deploy.optional(),
  expose: z.array(wholeNumber(1, 65535).transform(String)).optional(),
  ports: z.array(PublishedPort).optional(),
  networks: Networks.optional(),
  volumes: z.array(Mount).optional(),
  tmpfs: listOf(PlainText.startsWith("/")).optional(),
  shm_size: Bytes.optional(),
  cap_drop: z.array(z.string().regex(/^[A-Z_]+$/, { error: "must be the name of a capability" })).optional(),
  security_opt: z.array(z.literal("no-new-privileges:true")).max(1).default(["no-new-privileges:true"]),
  pids_limit: z.int().min(1).max(MOST_PROCESSES).default(PROCESSES),
  ulimits: words({ nofile: OpenFiles.prefault(OPEN_FILES) }).prefault({}),
  logging: Logging,
});
export type Service = z.infer<typeof Service>;

const NOTHING = z.preprocess((value) => value ?? {}, words({}));

/** A compose file as a slot may have it. */
export const Compose = words({
  name: PlainText,
  services: z
    .record(Name, Service)
    .refine((services) => Object.keys(services).length <= MOST_SERVICES, { error: `must be at most ${MOST_SERVICES}` }),
  volumes: z
    .record(
      Name,
      z.preprocess((value) => value ?? {}, words({ labels: Labels.optional() })),
    )
    .optional(),
  networks: words({ default: NOTHING.optional() }).optional(),
});
export type Compose = z.infer<typeof Compose>;
