import { createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { HttpRequest } from "../kernel/http.ts";
import { randomAlphanumeric } from "../kernel/random.ts";
import { type Cluster, data, operation, type Session } from "./cluster.ts";
import { ProxmoxError } from "./errors.ts";
import { Flag } from "./parameters.ts";
import type { Credentials } from "./rows.ts";

/** "Tickets have a limited lifetime of 2 hours." */
const TICKET_LIFE_MS = 2 * 60 * 60 * 1000;
const NO_TICKET = "/access/ticket";

export function createCredentials(): Credentials {
  const user = "root@pam";
  return {
    user,
    password: randomAlphanumeric(24),
    tokenId: `${user}!freehold`,
    tokenSecret: randomUUID(),
    ticketKey: randomBytes(32),
  };
}

/** Whose request it is, by API token or by ticket. A request for a ticket needs neither. */
export function authenticate(cluster: Cluster, basePath: string, request: HttpRequest): Session {
  const { authorization, cookie } = request.headers;
  if (request.method === "POST" && request.path === `${basePath}${NO_TICKET}`) return { cluster, user: "" };
  if (authorization?.startsWith("PVEAPIToken")) return { cluster, user: userOfToken(cluster, authorization) };
  const ticket = /(?:^|;\s*)PVEAuthCookie=([^;]+)/.exec(cookie ?? "")?.[1];
  if (ticket === undefined) throw new ProxmoxError(401, "No ticket");
  return { cluster, user: userOfTicket(cluster, decodeURIComponent(ticket), request) };
}

function userOfToken({ credentials }: Cluster, authorization: string): string {
  const [, id = "", secret = ""] = /^PVEAPIToken[=\s]([^=]+)=(\S+)$/.exec(authorization) ?? [];
  if (id !== credentials.tokenId)
    throw new ProxmoxError(401, `no such token '${id.split("!")[1] ?? ""}' for user '${id.split("!")[0]}'`);
  if (!same(secret, credentials.tokenSecret)) throw new ProxmoxError(401, "invalid token value!");
  return id;
}

function userOfTicket({ credentials, services }: Cluster, ticket: string, request: HttpRequest): string {
  const [, plain = "", user = "", at = ""] = /^(PVE:([^:]+):([0-9A-F]{8}))::/.exec(ticket) ?? [];
  const age = services.clock.now() - Number.parseInt(at, 16) * 1000;
  if (!same(ticket, `${plain}::${signature(credentials, plain)}`) || age > TICKET_LIFE_MS)
    throw new ProxmoxError(401, "permission denied - invalid PVE ticket");
  const csrf = String(request.headers.csrfpreventiontoken ?? "");
  if (request.method !== "GET" && !same(csrf, csrfToken(credentials, user, at)))
    throw new ProxmoxError(401, "permission denied - invalid csrf token");
  return user;
}

const upTo = (length: number) => z.string().max(length, `value may only be ${length} characters long`);
const TicketBody = z.strictObject({
  username: upTo(64),
  password: z.string(),
  realm: upTo(32).optional(),
  "new-format": Flag.optional(),
  otp: z.string().optional(),
  path: upTo(64).optional(),
  privs: upTo(64).optional(),
  "tfa-challenge": z.string().optional(),
});

// https://pve.proxmox.com/pve-docs/api-viewer/#/access/ticket
const createTicket = operation("POST /access/ticket", TicketBody, ({ account: { cluster }, body }) => {
  const { credentials, services } = cluster;
  const user = body.username.includes("@") ? body.username : `${body.username}@${body.realm ?? "pam"}`;
  const at = Math.floor(services.clock.now() / 1000)
    .toString(16)
    .toUpperCase()
    .padStart(8, "0");
  const plain = `PVE:${user}:${at}`;
  const ticket = `${plain}::${signature(credentials, plain)}`;
  // A valid ticket is taken in the place of a password: it is how a ticket is renewed.
  const isRenewal =
    new RegExp(`^PVE:${credentials.user}:[0-9A-F]{8}::`).test(body.password) && isSigned(credentials, body.password);
  if (user !== credentials.user || !(isRenewal || same(body.password, credentials.password)))
    throw new ProxmoxError(401, "authentication failure");
  return data({
    username: user,
    ticket,
    CSRFPreventionToken: csrfToken(credentials, user, at),
    clustername: "sandbox",
  });
});

/** What the one user's role, Administrator, holds and a virtual machine's life needs. */
const PRIVILEGES = [
  "Datastore.Allocate",
  "Datastore.AllocateSpace",
  "Datastore.AllocateTemplate",
  "Datastore.Audit",
  "Pool.Allocate",
  "Pool.Audit",
  "SDN.Use",
  "Sys.Audit",
  "VM.Allocate",
  "VM.Audit",
  "VM.Clone",
  "VM.Config.CDROM",
  "VM.Config.CPU",
  "VM.Config.Cloudinit",
  "VM.Config.Disk",
  "VM.Config.HWType",
  "VM.Config.Memory",
  "VM.Config.Network",
  "VM.Config.Options",
  "VM.GuestAgent.Audit",
  "VM.PowerMgmt",
];

// https://pve.proxmox.com/pve-docs/api-viewer/#/access/permissions
const readPermissions = operation("GET /access/permissions", () =>
  data({ "/": Object.fromEntries(PRIVILEGES.map((privilege) => [privilege, 1])) }),
);

export const accessOperations = [createTicket, readPermissions];

function isSigned(credentials: Credentials, ticket: string): boolean {
  const [plain = "", signed = ""] = ticket.split("::");
  return same(signed, signature(credentials, plain));
}

function csrfToken(credentials: Credentials, user: string, at: string): string {
  return `${at}:${signature(credentials, `csrf:${user}:${at}`)}`;
}

function signature({ ticketKey }: Credentials, text: string): string {
  return createHmac("sha256", ticketKey).update(text).digest("base64url");
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
