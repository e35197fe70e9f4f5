import { z } from "zod";
import { answerAs } from "../http/answer-as.ts";
import type { ProxmoxClient } from "./client.ts";

const Nodes = z.array(
  z.object({
    node: z.string(),
    /** `online`, `offline` or `unknown`. */
    status: z.string(),
    /** Bytes; a node that is offline reports none. */
    mem: z.number().default(0),
    maxmem: z.number().default(0),
  }),
);
export type Node = z.infer<typeof Nodes>[number];

/** The nodes of a cluster. */
export async function listNodes(client: ProxmoxClient): Promise<Node[]> {
  return answerAs(Nodes, await client.send("GET", "/nodes"));
}

/** Memory of a node that nobody uses now, in GiB. */
export function freeMemoryGib({ mem, maxmem }: Node): number {
  return (maxmem - mem) / 1024 ** 3;
}
