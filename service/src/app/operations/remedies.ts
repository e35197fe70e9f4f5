import type { ErrorCode, FailureOrigin } from "@freehold/model";

/** The message, or the fields that it names, say what can be done. */
export const IN_THE_MESSAGE = null;

/** One sentence; `{again}` and `{report}` are filled in by what failed. Where it depends on the cloud, one for each. */
export type Remedy = string | ({ otherwise: string } & Partial<Record<FailureOrigin, string>>);

const TOOK_TOO_LONG =
  "look in the operation's events (GET /v1/operations/{id}/events) for what it waited for, then {again}; FREEHOLD_STAGE_SEC is how long a stage may take";
const OURS_TO_MEND = "{again}; when it happens again, report it with {report}";

/**
 * What a person can do about a failure whose own error does not say it: the one place for that. A new code does not compile until it is here.
 * What a text names (routes, commands, settings) is there: `test/conventions/remedies.test.ts`.
 */
export const REMEDIES: Readonly<Record<ErrorCode, Remedy | typeof IN_THE_MESSAGE>> = {
  invalid_request: IN_THE_MESSAGE,
  malformed_json: IN_THE_MESSAGE,
  unsupported_media_type: IN_THE_MESSAGE,
  body_too_large: IN_THE_MESSAGE,
  unauthenticated: IN_THE_MESSAGE,
  forbidden: IN_THE_MESSAGE,
  rate_limited: "wait as many seconds as Retry-After says, then {again}",
  not_found: IN_THE_MESSAGE,
  method_not_allowed: IN_THE_MESSAGE,
  not_built: IN_THE_MESSAGE,
  idempotency_conflict: IN_THE_MESSAGE,

  quota_exceeded: IN_THE_MESSAGE,
  organization_name_taken: IN_THE_MESSAGE,
  organization_in_use: IN_THE_MESSAGE,
  member_exists: IN_THE_MESSAGE,
  last_owner: IN_THE_MESSAGE,

  tenant_name_taken: IN_THE_MESSAGE,
  tenant_protected: IN_THE_MESSAGE,
  domain_taken: IN_THE_MESSAGE,
  operation_in_progress: "wait until the operation that runs has ended, then {again}",
  illegal_transition: IN_THE_MESSAGE,
  template_not_available: IN_THE_MESSAGE,
  template_version_unknown: IN_THE_MESSAGE,
  region_unknown: IN_THE_MESSAGE,
  size_unavailable: IN_THE_MESSAGE,
  cloud_not_configured: IN_THE_MESSAGE,
  cloud_misconfigured: {
    proxmox:
      "set PROXMOX_VE_TEMPLATE_ID, PROXMOX_VE_STORAGE, PROXMOX_VE_SNIPPET_STORAGE, PROXMOX_VE_BRIDGE and PROXMOX_VE_POOL to what the node has and allows, then {again}",
    otherwise: "correct the setting that the reason names, then {again}",
  },
  credential_rejected: {
    hetzner: "make an API token with read and write access in the Cloud Console, in a project of its own",
    digitalocean: "make a personal access token with full access, in a team of its own",
    proxmox: "make an API token whose role may allocate, clone and configure virtual machines, and check the endpoint",
    docker: "give the key of a user who may use Docker and run hostctl, on a host with slots enabled",
    otherwise: "give a credential that opens the account and may write",
  },
  credential_in_use: IN_THE_MESSAGE,
  disk_cannot_shrink:
    "change the machine back to a type that its disk fits on, or sign a smaller tenant up and move the data there",
  ports_exhausted: IN_THE_MESSAGE,

  cloud_unauthorized: {
    hetzner: validToken("HCLOUD_TOKEN"),
    digitalocean: validToken("DIGITALOCEAN_TOKEN"),
    proxmox: validToken("PROXMOX_VE_API_TOKEN"),
    cloudflare: "set CLOUDFLARE_API_TOKEN to a token that is valid and may change the zone's records, then {again}",
    route53:
      "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to a key that is valid and may change the zone's record sets, then {again}",
    otherwise: "give the service a credential for the cloud that is valid and may write, then {again}",
  },
  cloud_quota_reached:
    "have the account's limit raised at its cloud, or give the service another account, then {again}",
  cloud_capacity: {
    proxmox:
      "make room on the node, for memory or on the storage as the reason says, or choose another node; then {again}",
    otherwise: "{again} later; another region or size may have room now",
  },
  cloud_rate_limited: "{again} in some minutes; spread the tenants over more accounts when it happens often",
  cloud_unreachable: {
    proxmox: "see that the node is up and that nothing else is at work on the machine, then {again}",
    otherwise: "{again} when the cloud answers",
  },
  cloud_unavailable: {
    proxmox:
      "see that PROXMOX_VE_ENDPOINT leads to the cluster's API, and that no proxy or portal answers in its place, then {again}",
    otherwise:
      "{again} when the cloud's API answers as itself: look at its status page, and at proxies on the way to it",
  },
  cloud_action_failed: "{again}; when it happens again, ask the cloud why",
  dns_zone_full: "ask the zone's provider for more records or name another zone in FREEHOLD_ZONE, then {again}",
  dns_record_taken: "remove the record that is not ours or choose another name, then {again}",

  machine_unreachable: "see that the machine's network and firewall let the service in, then {again}",
  host_key_mismatch:
    "find out which machine answers at that address, before anything is sent to it; when it is the right one, {again}",
  workload_unhealthy: "{again}; when it happens again, choose a larger size",
  tenant_unreachable:
    "put right what the reason names: the name's records, the certificate or the services; the tenant is active again when it is reached",
  drift_found:
    "GET /v1/tenants/{tenant}/drift shows what differs; undo it at the cloud, or have it put right with POST /v1/tenants/{tenant}/heal",
  state_lost:
    "restore the state from a backup, or have it recreated from what the clouds hold: POST /v1/tenants/{tenant}/rebuild-state",
  not_adoptable: IN_THE_MESSAGE,

  host_capacity: IN_THE_MESSAGE,
  host_dead: IN_THE_MESSAGE,
  host_answers: IN_THE_MESSAGE,
  host_in_use: IN_THE_MESSAGE,
  host_outdated: IN_THE_MESSAGE,

  policy_denied: IN_THE_MESSAGE,
  approval_required: IN_THE_MESSAGE,
  approval_invalid: IN_THE_MESSAGE,

  stack_protected: "{again}: the protection is taken away first",
  engine_missing:
    "install what the reason names, then {again}; the engine comes with `npm start` or is what FREEHOLD_PULUMI_BIN names",
  engine_failed: `put right what the reason names, then ${OURS_TO_MEND}`,
  engine_timeout: TOOK_TOO_LONG,
  initialise_timeout: TOOK_TOO_LONG,
  allocate_timeout: TOOK_TOO_LONG,
  configure_timeout: TOOK_TOO_LONG,
  provision_timeout: TOOK_TOO_LONG,
  verify_timeout: TOOK_TOO_LONG,
  state_too_new:
    "start the version of Freehold that wrote the state, or a newer one, then {again}; nothing was changed",
  stack_locked: "wait until what holds the lock has ended, then {again}",
  runner_lost: `see whether the service's machine had memory left, then ${OURS_TO_MEND}`,
  lease_lost: IN_THE_MESSAGE,
  cancelled: "{again} when it is wanted after all",
  leftovers_found: "{again}: what is left is named in the reason",
  restored_behind: IN_THE_MESSAGE,
  service_restarted: "{again}",
  service_unavailable: "{again} in a moment",
  disk_full: "make room on the service's disk, then {again}",
  internal: OURS_TO_MEND,
};

function validToken(setting: string): string {
  return `give the account a token that is valid and may write, in ${setting} or with PATCH /v1/credentials/{id}, then {again}`;
}
