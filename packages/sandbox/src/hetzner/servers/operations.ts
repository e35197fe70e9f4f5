import { actionOperationsOf } from "../actions.ts";
import { basicServerOperations } from "./basics.ts";
import { createServer } from "./create.ts";
import { optionOperations } from "./options.ts";
import { powerOperations } from "./power.ts";
import { privateNetworkOperations } from "./private-networks.ts";
import { reshapeOperations } from "./reshape.ts";

export const serverOperations = [
  createServer,
  ...basicServerOperations,
  ...powerOperations,
  ...reshapeOperations,
  ...optionOperations,
  ...privateNetworkOperations,
  ...actionOperationsOf("servers", "server", (project, id) => project.servers.existing(id)),
];
