/** Routes of the contract that this version does not have yet: they answer 501 `not_built` and do nothing. */
export const NOT_BUILT: readonly { method: "get" | "post" | "patch" | "delete"; path: `/v1/${string}` }[] = [
  { method: "patch", path: "/v1/tenants/{idOrName}" },
  ...["pause", "resume", "restart", "rotate", "backups", "restore", "upgrade", "exec"].map(
    (verb) => ({ method: "post", path: `/v1/tenants/{idOrName}/${verb}` }) as const,
  ),
  ...["services", "usage", "logs"].map((what) => ({ method: "get", path: `/v1/tenants/{idOrName}/${what}` }) as const),
];
