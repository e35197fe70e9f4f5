/** A route of the contract that this version does not have. */
export interface UnbuiltRoute {
  method: "get" | "post" | "patch" | "delete";
  path: `/v1/${string}`;
  /** Name of the operation in the API's description. */
  id: string;
}

/** Routes of the contract that this version does not have yet: they answer 501 `not_built` and do nothing. */
export const NOT_BUILT: readonly UnbuiltRoute[] = [
  { method: "post", path: "/v1/tenants/{idOrName}/pause", id: "pauseTenant" },
  { method: "post", path: "/v1/tenants/{idOrName}/resume", id: "resumeTenant" },
  { method: "post", path: "/v1/tenants/{idOrName}/rotate", id: "rotateTenant" },
  { method: "post", path: "/v1/tenants/{idOrName}/backups", id: "backUpTenant" },
  { method: "post", path: "/v1/tenants/{idOrName}/restore", id: "restoreTenant" },
  { method: "post", path: "/v1/tenants/{idOrName}/upgrade", id: "upgradeTenant" },
  { method: "post", path: "/v1/tenants/{idOrName}/exec", id: "execInTenant" },
  { method: "get", path: "/v1/tenants/{idOrName}/services", id: "listServices" },
  { method: "get", path: "/v1/tenants/{idOrName}/usage", id: "getUsage" },
  { method: "get", path: "/v1/tenants/{idOrName}/logs", id: "getLogs" },
];
