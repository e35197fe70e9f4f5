import type { ErrorCode, FailureOrigin } from "@freehold/model";
import type { Failure } from "./contract.ts";

/** An error that the engine reported, with the resource it concerns when it names one. */
export interface Diagnostic {
  /** Pulumi type token of the resource. */
  type?: string;
  name?: string;
  /** Redacted. */
  message: string;
}

/** Whose resources have type tokens that begin so. */
const ORIGINS: Readonly<Record<string, FailureOrigin>> = {
  "hcloud:": "hetzner",
  "digitalocean:": "digitalocean",
  "proxmoxve:": "proxmox",
  "docker:": "docker",
  "cloudflare:": "cloudflare",
  "aws:route53/": "route53",
};

interface Rule {
  code: ErrorCode;
  /** Beginning of the type tokens that the rule is for. @default - all types */
  provider?: string;
  text: RegExp;
}

/**
 * The vendors' words, as their APIs and the official plugins report them. The first rule that fits decides, so the narrow ones stand first.
 * Codes of Hetzner: docs.hetzner.cloud/reference/cloud#errors. Codes of Cloudflare: developers.cloudflare.com/api (dns records).
 * Codes of Route 53: docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html.
 */
const RULES: readonly Rule[] = [
  // The service's gateway, or a stand-in, says so of what is no answer of the vendor's: what it quotes decides nothing.
  {
    code: "cloud_unavailable",
    text: /\bcloud_unavailable\b/,
  },
  // Ours, then Proxmox VE's plugin and DigitalOcean's API.
  { code: "disk_cannot_shrink", text: /a (disk|volume) cannot shrink|cannot shrink \S+ in VM|has a smaller disk/i },
  {
    code: "cloud_quota_reached",
    provider: "hcloud:",
    text: /resource_limit_exceeded|limit (reached|exceeded).*(server|core|volume|primary ip|resource)|(server|core|volume|primary_ip|resource)s? limit (reached|exceeded)/i,
  },
  {
    code: "cloud_capacity",
    provider: "hcloud:",
    text: /resource_unavailable|placement_error|no_space_left_in_location|unsupported location for server type|server type .* (unavailable|not available)/i,
  },
  {
    code: "cloud_quota_reached",
    provider: "digitalocean:",
    text: /(droplet|volume|vpc|reserved ip|floating ip|firewall)s? limit|will exceed your [\w ]+ limit/i,
  },
  {
    code: "cloud_capacity",
    provider: "digitalocean:",
    text: /size is (currently )?(not available|unavailable|restricted)|region is (currently )?(not available|unavailable|disabled)|invalid size for droplet/i,
  },
  {
    code: "dns_zone_full",
    provider: "cloudflare:",
    text: /\b81045\b|record quota (has been )?exceeded/i,
  },
  {
    code: "cloud_capacity",
    provider: "proxmoxve:",
    text: /free space in thin pool|(not enough|insufficient) (free )?space|no space left|out of space/i,
  },
  {
    code: "cloud_capacity",
    provider: "proxmoxve:",
    text: /cannot (allocate|set up guest) memory|not enough memory|out of memory/i,
  },
  {
    code: "cloud_unauthorized",
    provider: "proxmoxve:",
    text: /permission check failed|no such token|invalid token value|authentication failure|no ticket/i,
  },
  {
    code: "cloud_unreachable",
    provider: "proxmoxve:",
    text: /is locked \(|can't lock file|lock request timeout|config file already exists/i,
  },
  {
    code: "cloud_unreachable",
    provider: "proxmoxve:",
    text: /hostname lookup '.*' failed|no such cluster node|cluster not ready|no quorum|\b59[5-9]\b/i,
  },
  {
    code: "cloud_misconfigured",
    provider: "proxmoxve:",
    text: /does not (allow|support) (content|vm images)|does not support snippets|snippets directory/i,
  },
  {
    code: "cloud_misconfigured",
    provider: "proxmoxve:",
    text: /(storage|bridge|pool) '.*' does not exist|qemu-server\/\d+\.conf' does not exist|unable to find .* in storage/i,
  },
  {
    code: "cloud_rate_limited",
    text: /rate_limit_exceeded|rate limit (exceeded|reached)|too many requests|[( ]429\)/i,
  },
  {
    code: "dns_record_taken",
    text: /^dns_record_taken:/,
  },
  {
    code: "dns_record_taken",
    provider: "cloudflare:",
    text: /\b8105[3478]\b|record (with (that|this) (name|host)|already exists)|identical record/i,
  },
  {
    code: "dns_record_taken",
    provider: "aws:route53/",
    text: /already exists|conflict(ing|s with other records)|cannot be created as/i,
  },
  {
    code: "cloud_rate_limited",
    provider: "aws:",
    text: /\bThrottling\b|Rate exceeded|PriorRequestNotComplete/,
  },
  {
    code: "cloud_unauthorized",
    provider: "aws:",
    text: /InvalidClientTokenId|SignatureDoesNotMatch|AccessDenied|UnrecognizedClient|MissingAuthenticationToken|ExpiredToken|no valid credential/i,
  },
  {
    code: "cloud_unauthorized",
    text: /\(unauthorized[,)]|\(forbidden[,)]|token_readonly|invalid access token|authentication error|unable to authenticate (you|.*token)|\b(401|403) (unauthorized|forbidden)|code"?:? ?(1000|6003|9109|10000|10001)\b|[( ](401|403)\)/i,
  },
  {
    code: "host_key_mismatch",
    provider: "command:",
    text: /host key|key mismatch|knownhosts/i,
  },
  {
    code: "cloud_action_failed",
    provider: "command:",
    text: /the data disk (is not mounted|has \d+ GiB)|could not be made as large as its disk/i,
  },
  {
    code: "workload_unhealthy",
    provider: "command:",
    text: /(exited|ended) with (status|code) 75\b|exit (status|code):? 75|not (become )?healthy|unhealthy/i,
  },
  {
    code: "machine_unreachable",
    provider: "command:",
    text: /no SSH connection|connection .*was lost|dial tcp|connection (refused|reset|timed out|lost)|i\/o timeout|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|no route to host|ssh: |handshake|after \d+ (failed )?attempts/i,
  },
  // An official plugin takes a machine that runs for one whose address is known; by the next try it is.
  {
    code: "cloud_action_failed",
    provider: "cloudflare:",
    text: /must be a valid IPv[46] address/i,
  },
  {
    code: "cloud_unreachable",
    text: /no answer to|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|fetch failed|no such host|connection refused|\b50[0234]\b (internal|bad gateway|service|gateway)|[( ]50[0234]\)|server error|service_error/i,
  },
  {
    code: "cloud_action_failed",
    text: /could not finish \w+ \(action \d+\)|\(action_failed\b|unexpected state 'errored'|refused task \w+|task .* failed to complete/i,
  },
  {
    code: "state_too_new",
    // backend/diy and resource/stack of the engine.
    text: /unsupported checkpoint version|deployment version is too new|deployment needs support for the following features/i,
  },
  {
    code: "engine_missing",
    text: /no (resource )?plugin '?[\w/-]+'? found|could not (find|load) plugin|failed to load plugin/i,
  },
];

/** Not causes but echoes of one. */
const ECHO =
  /^(update failed|preview failed|resource (creation|update|deletion) (failed|cancell?ed)|.*failed to register new resource.*canceled.*)$/i;

const LONGEST_MESSAGE = 600;

/** The failure that an operation's error diagnostics stand for: the first one that a rule knows, else the first that is no echo. */
export function classifyFailure(diagnostics: readonly Diagnostic[]): Failure {
  const causes = diagnostics.map(tidied).filter((each) => each.message !== "" && !ECHO.test(each.message));
  for (const cause of causes) {
    const rule = RULES.find((each) => fits(each, cause));
    if (rule !== undefined) return { code: rule.code, message: sentence(cause), cloud: originOf(cause) };
  }
  const first = causes.find((each) => each.type !== undefined) ?? causes[0];
  if (first === undefined)
    return { code: "engine_failed", message: "the engine ended with an error and named no cause" };
  return { code: "engine_failed", message: sentence(first), cloud: originOf(first) };
}

function originOf({ type = "" }: Diagnostic): FailureOrigin | undefined {
  return Object.entries(ORIGINS).find(([provider]) => type.startsWith(provider))?.[1];
}

function fits(rule: Rule, cause: Diagnostic): boolean {
  if (rule.provider !== undefined && cause.type?.startsWith(rule.provider) !== true) return false;
  return rule.text.test(cause.message);
}

function sentence(cause: Diagnostic): string {
  const message = cause.message.slice(0, LONGEST_MESSAGE);
  return cause.type === undefined || cause.name === undefined ? message : `${cause.name} (${cause.type}): ${message}`;
}

/** A message without the engine's colours and the stack traces of programs. */
export function plainText(message: string): string {
  const lines = message.replace(/<\{%.*?%\}>/g, "").split("\n");
  const kept = lines.map((line) => line.trimEnd()).filter((line) => line !== "" && !/^\s+at /.test(line));
  return kept.join("\n").trim();
}

function tidied(diagnostic: Diagnostic): Diagnostic {
  return { ...diagnostic, message: plainText(diagnostic.message).replace(/^((error|Unhandled exception): )+/i, "") };
}
