import type { Cloud } from "./vocabulary.ts";

/** Every foreseen failure has one of these codes. The text beside it is for people; programs decide by the code. */
export type ErrorCode =
  // the request
  | "invalid_request" // the body, a parameter or a header is not what the API takes; `errors[]` names each field
  | "malformed_json" // the body is not JSON
  | "unsupported_media_type" // the body is said to be something else than JSON
  | "body_too_large" // the body exceeds the size limit
  | "unauthenticated" // no API key, or one that is unknown, revoked or expired
  | "forbidden" // the key is valid, it lacks the permission that the call needs
  | "rate_limited" // too many requests, or too many without a valid key; `Retry-After` says when to go on
  | "not_found" // no such thing, or none that this key may see
  | "method_not_allowed" // the path exists, the method does not
  | "not_built" // the contract names it, this version does not do it yet
  | "idempotency_conflict" // the same Idempotency-Key came with another body
  // the organization
  | "quota_exceeded" // the organization has as much as its tier allows
  | "organization_name_taken" // another organization has the name
  | "organization_in_use" // the organization still has tenants or cloud accounts
  | "member_exists" // a member of the organization has the e-mail address
  | "last_owner" // an organization must have an owner
  // the tenant
  | "tenant_name_taken" // a live tenant in this zone already has this name
  | "tenant_protected" // its owner has protected the tenant from being destroyed
  | "domain_taken" // another tenant has proven that the domain is its own
  | "operation_in_progress" // the tenant is being changed; retry when that operation ends
  | "illegal_transition" // the tenant's status does not allow the operation
  | "template_version_unknown" // nothing says which version of its template the tenant is of, so it is not touched
  | "template_not_available" // the template is known, this version cannot run it at that placement
  | "region_unknown" // the cloud has no such region
  | "size_unavailable" // no machine type fits the size in that region
  | "cloud_not_configured" // no account is configured for the cloud
  | "cloud_misconfigured" // the operator's cluster lacks what the settings name, such as a template or a storage
  | "credential_rejected" // the cloud refused a credential that was to be kept, or it opens the wrong account
  | "credential_in_use" // the credential is kept already, or tenants live in its account
  | "disk_cannot_shrink" // the change asks for a smaller disk than there is; no cloud shrinks one
  | "ports_exhausted" // every port of a range is reserved
  // the cloud
  | "cloud_unauthorized" // the cloud refused the credential
  | "cloud_quota_reached" // the cloud account's limit is reached; a person must raise it
  | "cloud_capacity" // the cloud has no such machine now; another region or a later try may work
  | "cloud_rate_limited" // the cloud answers 429 beyond our patience
  | "cloud_unreachable" // the cloud does not answer, or answers 5xx
  | "cloud_unavailable" // something answers in the cloud's place, or not as its API does
  | "cloud_action_failed" // what the cloud had accepted, an action or a task, ended in an error
  | "dns_zone_full" // the zone takes no more records
  | "dns_record_taken" // a record with this name exists and is not ours
  // the machine
  | "machine_unreachable" // SSH could not be opened within the time allowed
  | "host_key_mismatch" // the machine showed another host key than the pinned one
  | "workload_unhealthy" // the services did not become healthy within the time allowed
  | "tenant_unreachable" // the tenant runs, and is not reached by its name: the condition `dns`, `tls` or `services` says why
  | "drift_found" // something of the tenant at a cloud is gone, or was changed behind the service's back
  | "state_lost" // the engine's state of a tenant that lives is gone
  | "not_adoptable" // nobody's stack makes what is to be adopted
  // shared hosts
  | "host_capacity" // no shared host has room for the tenant
  | "host_dead" // the tenant's shared host does not answer any more
  | "host_answers" // the last check of the host found nothing wrong; it is not declared dead
  | "host_in_use" // tenants live on the host; it cannot be forgotten
  | "host_outdated" // the hostctl on the host is older than slots need
  // the gate
  | "policy_denied" // a policy of the operator's forbids it
  | "approval_required" // it would lose a machine or a data volume, and nobody approved that
  | "approval_invalid" // the approval's token is wrong, was used or has ended
  // the engine
  | "stack_protected" // what is to be destroyed is protected, and nobody took the protection away
  | "engine_missing" // the Pulumi engine is not there, or has the wrong version
  | "engine_failed" // the engine ended with an error that has no code of its own
  | "engine_timeout" // the engine was silent or ran longer than allowed
  | "initialise_timeout" // a stage of the operation took longer than allowed: preparing the engine
  | "allocate_timeout" // … ordering the machine and what belongs to it
  | "configure_timeout" // … giving it its name
  | "provision_timeout" // … bringing the workload onto it
  | "verify_timeout" // … waiting until the workload is healthy, or until the clouds agree that nothing is left
  | "state_too_new" // a newer engine than this one wrote the stack's state
  | "stack_locked" // another engine holds the stack's lock
  | "runner_lost" // the runner process or its engine died
  | "lease_lost" // the worker could not renew its lease, another owns the operation
  | "cancelled" // a person cancelled the operation
  | "leftovers_found" // after the destroy the cloud still holds resources of the tenant
  | "restored_behind" // the backup that was restored is older than something that holds data; a person decides about it
  | "service_restarted" // the service stopped while the operation ran, and it could not be resumed
  | "service_unavailable" // the service is starting or stopping, or its database does not answer
  | "disk_full" // the service's file system or database has no room for further work
  | "internal"; // a bug

/** One field of a request that was refused. */
export interface FieldError {
  /** JSON pointer to the field, such as `/placement/region`. */
  pointer: string;
  /** What is wrong, the value got and what is allowed. */
  detail: string;
}

/** Where a failure comes from: a cloud, a provider of names, or a Dokploy installation. */
export type FailureOrigin = Cloud | "cloudflare" | "route53" | "dokploy";

export interface FreeholdErrorOptions {
  cause?: unknown;
  /**
   * What the reader can do about it, as one sentence, where that is known closer than by the code.
   *
   * @default - what the service's table of remedies says for the code
   */
  nextStep?: string;
  /** Where it comes from, which a remedy may depend on. @default - from nowhere in particular */
  cloud?: FailureOrigin | undefined;
  errors?: FieldError[];
}

/** A foreseen failure. Whatever is thrown and is not one of these is a bug. */
export class FreeholdError extends Error {
  readonly code: ErrorCode;
  readonly nextStep: string | undefined;
  readonly cloud: FailureOrigin | undefined;
  readonly errors: FieldError[];

  constructor(code: ErrorCode, message: string, options: FreeholdErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "FreeholdError";
    this.code = code;
    this.nextStep = options.nextStep;
    this.cloud = options.cloud;
    this.errors = options.errors ?? [];
  }
}

/** Narrows an unknown error to a foreseen failure. */
export function isFreeholdError(error: unknown): error is FreeholdError {
  return error instanceof FreeholdError;
}
