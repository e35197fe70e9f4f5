import { type ErrorCode, FreeholdError } from "@freehold/model";
import { expect, test } from "@jest/globals";
import { REMEDIES } from "./remedies.ts";
import { type Occasion, occasionOf, remedyAfter, remedyForLeftovers, remedyOf } from "./remedy-of.ts";

const CODES = Object.keys(REMEDIES) as ErrorCode[];
const CREATE = { of: "tenant", kind: "create" } as const;
const OCCASIONS: Occasion[] = [
  ...["program" as const, "request" as const],
  ...(["create", "update", "refresh", "move", "destroy", "backup"] as const).map((kind) => ({
    of: "tenant" as const,
    kind,
  })),
  ...(["create", "destroy"] as const).map((kind) => ({ of: "host" as const, kind })),
];

test("what an error says itself goes before what its code stands for", () => {
  const error = new FreeholdError("cloud_capacity", "no machine", { nextStep: "choose one of fsn1, nbg1" });

  expect(remedyOf(error, CREATE)).toBe("choose one of fsn1, nbg1");
});

test.each([
  ["program", "start it again when the cloud answers"],
  ["request", "send the request again when the cloud answers"],
  [CREATE, "retry its creation (POST /v1/tenants/{tenant}/retry) when the cloud answers"],
  [{ of: "tenant", kind: "update" }, "heal the tenant (POST /v1/tenants/{tenant}/heal) when the cloud answers"],
  [{ of: "host", kind: "create" }, "delete the host (DELETE /v1/hosts/{id}) and order it again when the cloud answers"],
] as const)("how it is tried again depends on what failed: %j", (occasion, remedy) => {
  expect(remedyOf({ code: "cloud_unreachable" }, occasion)).toBe(remedy);
});

test("what is to be set depends on the cloud that refused", () => {
  expect(remedyOf({ code: "cloud_unauthorized", cloud: "hetzner" }, "request")).toContain("HCLOUD_TOKEN");
  expect(remedyOf({ code: "cloud_unauthorized", cloud: "route53" }, "request")).toContain("AWS_ACCESS_KEY_ID");
  expect(remedyOf({ code: "cloud_unauthorized" }, "request")).toContain("a credential for the cloud");
});

test("where the message says it, a request needs no remedy and an operation still says what comes next", () => {
  expect(remedyOf({ code: "not_found" }, "request")).toBeUndefined();
  expect(remedyAfter(CREATE, { code: "not_found" })).toBe(
    "put right what the reason names, then retry its creation (POST /v1/tenants/{tenant}/retry)",
  );
});

test("no remedy is left with a gap, for whatever failed", () => {
  const texts = OCCASIONS.flatMap((occasion) => CODES.map((code) => remedyOf({ code }, occasion) ?? "none"));

  expect(texts.filter((text) => text === "" || /\{(again|report)\}/.test(text))).toEqual([]);
});

test("after an operation that changes a tenant nobody is told to destroy it", () => {
  const update = { of: "tenant", kind: "update" } as const;

  expect(CODES.filter((code) => /destroy|sign up/.test(remedyAfter(update, { code })))).toEqual([]);
});

test("after an operation the requests that a remedy names can be sent as they stand", () => {
  const host = occasionOf({ id: "op1", tenantId: null, hostId: "h1", kind: "create" });
  const tenant = occasionOf({ id: "op1", tenantId: "t1", hostId: null, kind: "update" });

  expect(remedyAfter(host, { code: "cloud_unreachable" })).toContain("DELETE /v1/hosts/h1)");
  expect(remedyAfter(tenant, { code: "engine_timeout" })).toMatch(
    /GET \/v1\/operations\/op1\/events\).*POST \/v1\/tenants\/t1\/heal/,
  );
  expect(remedyAfter(tenant, { code: "not_found", nextStep: "GET /v1/tenants/{tenant}" })).toBe("GET /v1/tenants/t1");
  expect(remedyForLeftovers(tenant)).toBe(
    "destroy the tenant (DELETE /v1/tenants/t1): that tries again to remove everything",
  );
});
