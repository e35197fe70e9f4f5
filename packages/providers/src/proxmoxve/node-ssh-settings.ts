import type { AllowEndpoint } from "../http/endpoint.ts";

/** How nodes are reached by SSH, as `ssh` of the provider says. */
export interface NodeSshSettings {
  username?: string;
  password?: string;
  privateKey?: string;
  nodes?: { name: string; address: string; port?: number }[];
  /** Which addresses may be talked to. */
  allow: AllowEndpoint;
}
