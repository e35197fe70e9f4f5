import { z } from "zod";
import { Cases, Only } from "./conditions.ts";
import { PortName, PortSpec } from "./port-schema.ts";
import { Secret, SecretName } from "./secret-schema.ts";
import { Setting, SettingName } from "./setting-schema.ts";

const ServiceName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, "must be small letters, digits, _ and -");
const TAGGED = /^[a-z0-9][\w./-]*(:\d+\/[\w./-]+)?:[\w][\w.-]{0,127}(@sha256:[0-9a-f]{64})?$/;
/** With a tag that stays what it is: what a tenant runs changes by an upgrade only. Or a placeholder of a setting. */
const Image = z
  .string()
  .refine(
    (name) => /^\{\{\w+\}\}$/.test(name) || (TAGGED.test(name) && !/:latest(@|$)/.test(name)),
    "must be an image with a tag other than latest, such as caddy:2.10.2, or a setting's {{placeholder}}",
  );
/** What has a meaning of its own in a bundle, or on the machine beside it. */
const TAKEN =
  /^(compose\.yaml|env\.template|manifest\.yaml|project|first-start|on-healthy|upstream|(hooks|volumes)\/.*)$/;
/** Of the bundle, within it. */
const FilePath = z
  .string()
  .refine((path) => !TAKEN.test(path), "must not be what every bundle has, or a folder of its hooks or its data")
  .regex(
    /^(?!.*(^|\/)\.{1,2}(\/|$))[A-Za-z0-9_][\w./-]*$/,
    "must be a path within the version's folder, such as conf/app.yaml",
  );
const OneLine = z.string().regex(/^\S.*$/, "must be one line");

const Service = z.strictObject({
  image: Image,
  /** The port that it listens on. */
  port: z.union([z.number().int().min(1).max(65535), z.string()]).optional(),
  /** Why it has no health check. */
  unchecked: z.string().min(1).optional(),
  /** The cases that have it. @default - all */
  only: Only.optional(),
  /** What it is given beside, in a slot. */
  slot: z.strictObject({ environment: z.record(z.string(), z.string()) }).optional(),
});

/** What is run in a service of the workload: by its shell, and again without harm. */
const HookStep = z.strictObject({ service: z.string(), run: OneLine });
const HOOK = /^(healthy|verify|backup|restore|rotate\/[A-Z][A-Z0-9_]*|upgrade\/[A-Za-z0-9][A-Za-z0-9._-]*)$/;
const HookName = z
  .string()
  .regex(HOOK, "must be healthy, verify, backup, restore, rotate/<secret> or upgrade/<version>");

const OwnSettings = z.strictObject({
  /** The compose file's. */
  fromSetting: SettingName,
  /** The service in it that the URL leads to, and its port. */
  service: SettingName,
  port: SettingName,
  image: SettingName.optional(),
  command: SettingName.optional(),
  user: SettingName.optional(),
  environment: SettingName.optional(),
  volume: SettingName.optional(),
  /** Variables that the services are given beside those of `environment`, each a text with placeholders. */
  given: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()).default({}),
});

/** What a manifest says, part by part. */
export const ManifestFields = z.strictObject({
  /** What the workload needs at least, in GiB and cores: machines with less are refused. */
  resources: z.strictObject({
    memoryGib: z.number().positive(),
    diskGib: z.number().positive().optional(),
    cores: z.number().positive().optional(),
  }),
  /** Kinds of machines that it runs on. */
  machines: z
    .array(z.enum(["dedicated", "shared"]))
    .min(1)
    .default(["dedicated", "shared"]),
  services: z.record(ServiceName, Service),
  ports: z.record(PortName, PortSpec),
  settings: z.record(SettingName, Setting).default({}),
  secrets: z.record(SecretName, Secret).default({}),
  /** Further values that the files may be given. */
  values: z.record(SettingName, Cases).default({}),
  files: z
    .strictObject({
      /** Beside compose.yaml: a change of any changes the placeholder `filesSha256`. */
      copied: z.array(FilePath).default([]),
      /** As `copied`, with placeholders. */
      rendered: z.array(FilePath).default([]),
      /** Read once, when data is made. */
      firstStart: z.array(FilePath).default([]),
    })
    .default({ copied: [], rendered: [], firstStart: [] }),
  /** A service that fills the empty folder of its data once, and leaves a mark there when all of that ended well. */
  firstStart: z
    .strictObject({
      service: z.string(),
      /** Its folder, within that of the workload's data. */
      data: FilePath,
      /** A file in that folder. */
      mark: z.string().regex(/^[\w.-]+$/),
      /** Extended regular expression: the line of the service's log that says why it did not. */
      saidBy: OneLine,
    })
    .optional(),
  hooks: z.record(HookName, z.array(HookStep).min(1)).default({}),
  outputs: z.strictObject({
    /** Where it is reached, by name. */
    endpoints: z.record(z.string(), Cases).default({}),
    /** What its users and owners log in with, by name. All are secret. */
    credentials: z.record(z.string(), Cases).default({}),
  }),
  /** What it answers from outside at its URL when it is reached. Placeholders in the headers are names of credentials. */
  probe: z
    .strictObject({
      path: z.string().regex(/^(\/|\{\{\w+\}\}$)/, "must begin with /, or be a setting's {{placeholder}}"),
      headers: z.record(z.string(), z.string()).default({}),
      status: z
        .union([z.number().int().min(100).max(599), z.string().regex(/^\{\{\w+\}\}$/)], {
          error: "must be a status from 100 to 599, or a setting's {{placeholder}}",
        })
        .default(200),
    })
    .optional(),
  /** Services of the tenant's own, of an image or of a compose file: the names of the settings that say which. */
  compose: OwnSettings.optional(),
});
export type ManifestFields = z.infer<typeof ManifestFields>;
