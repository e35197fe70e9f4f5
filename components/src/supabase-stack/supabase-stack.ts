import { resourceName } from "@freehold/model";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { releaseBundle } from "../signed-bundle/release-bundle.ts";
import { bundleSha256 } from "../signed-bundle/sign-bundle.ts";
import { KEEPS_LOGGING, QUIET_COMMAND } from "../tenant-server/quiet-command.ts";
import { commandConnection } from "../tenant-server/ssh-connection.ts";
import { bundleOf } from "./bundle.ts";
import { checkSupabaseArgs } from "./check-supabase-args.ts";
import { createDatabaseIdentity, type DatabaseIdentity } from "./database-identity.ts";
import { type Addressing, databaseUrl, endpointsOf, publicUrl } from "./endpoints.ts";
import { supabaseManifest, supabaseVersion, type TemplateVersion } from "./manifest.ts";
import { DASHBOARD_USERNAME, leftOut, renderSupabase } from "./render.ts";
import { createIssueTime, createSecrets } from "./secrets.ts";
import { settingIssues } from "./settings.ts";
import { signApiKey } from "./sign-api-key.ts";
import type { SupabaseCredentials, SupabaseStackArgs, SupabaseWorkload } from "./supabase-args.ts";
import { TlsMode } from "./tls-mode.ts";

const DEFAULT_PORTS = { api: 54000, db: 55000, studio: 56000 };
/** The workload's name on the machine. */
const WORKLOAD = "supabase";

/**
 * One tenant's Supabase on a machine that runs Docker and `hostctl`. Its secrets are made with it and stay the same at every update.
 *
 * Deleting it deletes the tenant's data. Give it the option `deletedWith: machineOf(server)`, so that it goes with its machine.
 */
export class SupabaseStack extends pulumi.ComponentResource {
  /** The tenant's URL, once all services are healthy. */
  readonly url: pulumi.Output<string>;
  /** Where each service is reached, by name; once all are healthy. */
  readonly endpoints: pulumi.Output<Record<string, string>>;
  /** What the tenant's users and owners log in with. Secret. */
  readonly credentials: pulumi.Output<SupabaseCredentials>;
  /** What runs on the machine. */
  readonly workload: pulumi.Output<SupabaseWorkload>;
  /** True once all services are healthy; an update that does not get there fails. */
  readonly ready: pulumi.Output<boolean>;

  constructor(name: string, args: SupabaseStackArgs, opts: pulumi.ComponentResourceOptions = {}) {
    // What goes with the machine is in it. Of itself the engine must not know that: a refresh that misses the machine would miss this
    // component's registration, and fail at its outputs.
    const { deletedWith: machine, ...own } = opts;
    super("freehold:index:SupabaseStack", name, {}, own);
    const version = args.version ?? supabaseManifest().default;
    checkSupabaseArgs(this, { ...args, version });
    const template = supabaseVersion(version) as TemplateVersion;

    const addressing = pulumi.output(args.host).apply((host) => addressingOf(args, host, template));
    const secrets = createSecrets(name, template.secrets, this);
    const keys = this.apiKeys(name, secrets);
    const identity = isDatabaseOpen(args) ? createDatabaseIdentity(name, args.host, this) : undefined;
    const bundle = this.bundle(args, version, addressing, { secrets, keys, identity });
    const gate = this.deploy(name, args, bundle, machine);
    const once = <T>(value: pulumi.Input<T>) => pulumi.all([value, gate.id]).apply(([known]) => known as T);

    this.url = once(addressing.apply(publicUrl));
    this.endpoints = once(addressing.apply(endpointsOf));
    this.credentials = pulumi.secret(
      once(credentialsOf(args.tenantId, addressing, template, { secrets, keys, identity })),
    );
    this.workload = once(workloadOf(args, version, template));
    this.ready = once(true);
    this.registerOutputs({
      url: this.url,
      endpoints: this.endpoints,
      credentials: this.credentials,
      workload: this.workload,
      ready: this.ready,
    });
  }

  private apiKeys(name: string, secrets: pulumi.Output<Record<string, string>>): pulumi.Output<ApiKeys> {
    const issuedAt = createIssueTime(name, Date.now(), this);
    return pulumi.secret(
      pulumi.all([secrets, issuedAt]).apply(([{ JWT_SECRET: jwtSecret = "" }, issuedAtSec]) => ({
        anonKey: signApiKey("anon", jwtSecret, issuedAtSec),
        serviceRoleKey: signApiKey("service_role", jwtSecret, issuedAtSec),
      })),
    );
  }

  private bundle(
    args: SupabaseStackArgs,
    version: string,
    addressing: pulumi.Output<Addressing>,
    { secrets, keys, identity }: TenantSecrets,
  ): pulumi.Output<string> {
    const settings = pulumi.output(args.settings ?? {}).apply((values) => {
      const [issue] = settingIssues(values);
      if (issue) throw new pulumi.ResourceError(`settings.${issue.setting} ${issue.detail}`, this, true);
      return values;
    });
    const dataDirectory = pulumi
      .output(args.dataDirectory)
      .apply((given) => (given ? `${given}/${projectOf(args)}` : "./volumes"));
    const rendered = pulumi
      .all([addressing, secrets, keys, settings, dataDirectory, pulumi.output(identity)])
      .apply(([knownAddressing, knownSecrets, knownKeys, knownSettings, knownDataDirectory, knownIdentity]) =>
        bundleOf(
          renderSupabase({
            version,
            tenantId: args.tenantId,
            project: projectOf(args),
            tenantName: args.name,
            addressing: knownAddressing,
            dataDirectory: knownDataDirectory,
            sharedMachine: args.sharedMachine ?? false,
            isSlot: args.signingKey !== undefined,
            secrets: knownSecrets,
            ...knownKeys,
            settings: knownSettings,
            ...(knownIdentity && { database: { ...knownIdentity, allowedFrom: args.databaseAllowedFrom ?? [] } }),
          }),
        ),
      );
    return pulumi.secret(rendered);
  }

  /** Puts the files on the machine, and waits until every service is healthy. */
  private deploy(
    name: string,
    args: SupabaseStackArgs,
    bundle: pulumi.Output<string>,
    machine: pulumi.Resource | undefined,
  ): command.remote.Command {
    const isSigned = args.signingKey !== undefined;
    // What is applied, which the tenant's name is part of, is waited for where no command reads it, too: a name comes before its workload.
    const connection = pulumi.secret(pulumi.all([args.connection, bundle]).apply(([reached]) => reached));
    const options = { parent: this, ...(machine === undefined ? {} : { deletedWith: machine }) };
    const apply = new command.remote.Command(
      `${name}-apply`,
      {
        connection: commandConnection(connection),
        // In a slot this one stands for the removal alone: what is applied is signed, and that has a time.
        create: isSigned ? "hostctl version" : `hostctl apply ${WORKLOAD}`,
        delete: `hostctl remove ${WORKLOAD}`,
        ...(isSigned ? {} : { stdin: bundle }),
        ...QUIET_COMMAND,
      },
      { ...options, ...KEEPS_LOGGING },
    );
    const release = { slot: args.tenantId, workload: WORKLOAD, connection, bundle };
    const applied =
      args.signingKey === undefined
        ? apply
        : releaseBundle(name, { ...release, signingKey: args.signingKey }, { ...options, dependsOn: [apply] });
    return new command.remote.Command(
      `${name}-wait`,
      {
        connection: commandConnection(connection),
        create: `hostctl wait ${WORKLOAD} --timeout ${args.waitTimeoutSec ?? 900}`,
        // hostctl does not read it: it makes the gate stand again after every apply. `triggers` would replace the resource, which
        // one that is protected refuses.
        stdin: bundle.apply(bundleSha256),
        ...QUIET_COMMAND,
      },
      { ...options, dependsOn: [applied], ...KEEPS_LOGGING },
    );
  }
}

/** What is made for the tenant alone. */
interface TenantSecrets {
  secrets: pulumi.Output<Record<string, string>>;
  keys: pulumi.Output<ApiKeys>;
  /** @default - none: the database is closed */
  identity: pulumi.Output<DatabaseIdentity> | undefined;
}

interface ApiKeys {
  anonKey: string;
  serviceRoleKey: string;
}

function projectOf({ tenantId }: SupabaseStackArgs): string {
  return resourceName(tenantId);
}

function addressingOf(args: SupabaseStackArgs, host: string, template: TemplateVersion): Addressing {
  return {
    host,
    domain: args.domain,
    tls: args.tls ?? TlsMode.Own,
    ports: args.ports ?? DEFAULT_PORTS,
    hasStudio: template.services.studio !== undefined,
    databaseOpen: isDatabaseOpen(args),
  };
}

function isDatabaseOpen({ databaseAllowedFrom = [] }: SupabaseStackArgs): boolean {
  return databaseAllowedFrom.length > 0;
}

function workloadOf(args: SupabaseStackArgs, version: string, template: TemplateVersion): SupabaseWorkload {
  const without = leftOut({ ...args, addressing: { tls: args.tls ?? TlsMode.Own } });
  const services = Object.keys(template.services).filter((service) => !without.includes(service));
  return { template: WORKLOAD, version, project: projectOf(args), services };
}

function credentialsOf(
  tenantId: string,
  addressing: pulumi.Output<Addressing>,
  template: TemplateVersion,
  { secrets, keys, identity }: TenantSecrets,
): pulumi.Output<SupabaseCredentials> {
  return pulumi.all([addressing, secrets, keys, identity]).apply(([known, values, apiKeys, database]) => {
    const {
      JWT_SECRET: jwtSecret = "",
      POSTGRES_PASSWORD: password = "",
      DASHBOARD_PASSWORD: dashboardPassword,
      S3_PROTOCOL_ACCESS_KEY_ID: s3AccessKeyId,
      S3_PROTOCOL_ACCESS_KEY_SECRET: s3SecretAccessKey,
    } = values;
    return {
      ...apiKeys,
      jwtSecret,
      databaseUrl: databaseUrl(known, tenantId, password, template.pooled),
      ...(database === undefined ? {} : { databaseCertificate: database.certificate }),
      ...(dashboardPassword === undefined ? {} : { dashboardUsername: DASHBOARD_USERNAME, dashboardPassword }),
      ...(s3AccessKeyId === undefined || s3SecretAccessKey === undefined ? {} : { s3AccessKeyId, s3SecretAccessKey }),
    };
  });
}
