import {
  ApiKey,
  type ApiKeyChanges,
  type ApiKeySpec,
  IssuedApiKey,
  Member,
  type MemberChanges,
  MemberCreated,
  type MemberSpec,
  Organization,
  type OrganizationChanges,
  OrganizationCreated,
  type OrganizationSpec,
} from "@freehold/model";
import { z } from "zod";
import type { Http } from "./http.ts";

/** An organization that is to be; without a tier it is `free`. */
export type NewOrganization = z.input<typeof OrganizationSpec>;

export interface OnceOptions {
  /** The same key with the same request makes one thing only; the API key is in the first answer alone. */
  idempotencyKey?: string;
}

/** Organizations, their members and API keys. A new API key is shown once. */
export interface OrganizationsClient {
  /** For the operator. */
  createOrganization(organization: NewOrganization, options?: OnceOptions): Promise<OrganizationCreated>;
  /** The caller's own and, for the operator, every one. */
  listOrganizations(): Promise<Organization[]>;
  getOrganization(idOrName: string): Promise<Organization>;
  /** For the operator. */
  changeOrganization(idOrName: string, changes: OrganizationChanges): Promise<Organization>;
  /** For the operator. */
  removeOrganization(idOrName: string): Promise<Organization>;
  createMember(member: MemberSpec, options?: OnceOptions): Promise<MemberCreated>;
  listMembers(): Promise<Member[]>;
  getMember(id: string): Promise<Member>;
  changeMember(id: string, changes: MemberChanges): Promise<Member>;
  removeMember(id: string): Promise<Member>;
  createApiKey(key: ApiKeySpec, options?: OnceOptions): Promise<IssuedApiKey>;
  listApiKeys(): Promise<ApiKey[]>;
  getApiKey(id: string): Promise<ApiKey>;
  changeApiKey(id: string, changes: ApiKeyChanges): Promise<ApiKey>;
  revokeApiKey(id: string): Promise<ApiKey>;
}

export function createOrganizationsClient(http: Http): OrganizationsClient {
  const make = <Schema extends z.ZodType>(path: string, schema: Schema, body: object, options: OnceOptions = {}) =>
    http.call("POST", path, schema, {
      body,
      ...(options.idempotencyKey !== undefined && { headers: { "Idempotency-Key": options.idempotencyKey } }),
    });
  const one = (collection: string, id: string): string => `/v1/${collection}/${encodeURIComponent(id)}`;
  return {
    createOrganization: (organization, options) =>
      make("/v1/organizations", OrganizationCreated, organization, options),
    listOrganizations: () => http.all("/v1/organizations", Organization),
    getOrganization: (idOrName) => http.call("GET", one("organizations", idOrName), Organization),
    changeOrganization: (idOrName, changes) =>
      http.call("PATCH", one("organizations", idOrName), Organization, { body: changes }),
    removeOrganization: (idOrName) => http.call("DELETE", one("organizations", idOrName), Organization),
    createMember: (member, options) => make("/v1/members", MemberCreated, member, options),
    listMembers: () => http.all("/v1/members", Member),
    getMember: (id) => http.call("GET", one("members", id), Member),
    changeMember: (id, changes) => http.call("PATCH", one("members", id), Member, { body: changes }),
    removeMember: (id) => http.call("DELETE", one("members", id), Member),
    createApiKey: async (key, options) =>
      (await make("/v1/api-keys", z.object({ apiKey: IssuedApiKey }), key, options)).apiKey,
    listApiKeys: () => http.all("/v1/api-keys", ApiKey),
    getApiKey: (id) => http.call("GET", one("api-keys", id), ApiKey),
    changeApiKey: (id, changes) => http.call("PATCH", one("api-keys", id), ApiKey, { body: changes }),
    revokeApiKey: (id) => http.call("DELETE", one("api-keys", id), ApiKey),
  };
}
