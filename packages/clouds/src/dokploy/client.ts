import { z } from "zod";
import { answerAs } from "../http/answer-as.ts";
import { type CloudHttpOptions, createCloudHttp } from "../http/cloud-http.ts";
import { isGone } from "../http/cloud-http-error.ts";

export interface DokployClientOptions extends Partial<Omit<CloudHttpOptions, "describeError" | "tokenHeader">> {
  /** With the product's base path: `https://dokploy.example.com/api`. */
  endpoint: string;
  /** An API key of an organization, made with `metadata: { organizationId }`: without, it is refused. */
  token: string;
}

/** A machine that Dokploy deploys to. Only the fields that are read. */
export const DokployServer = z.object({
  serverId: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  ipAddress: z.string(),
  port: z.number(),
  createdAt: z.string(),
});
export type DokployServer = z.infer<typeof DokployServer>;

/** What Freehold asks of a Dokploy installation outside the engine. */
export interface DokployClient {
  /** All of the organization that the key is for. */
  servers(): Promise<DokployServer[]>;
  /** Undefined when it is gone. */
  server(id: string): Promise<DokployServer | undefined>;
  /** Takes a server out of Dokploy; what is on the machine stays there. Removing what is gone succeeds; one with services on it is refused. */
  removeServer(id: string): Promise<void>;
}

const ErrorBody = z.object({ message: z.string(), code: z.string().default("") });

/** A client of Dokploy's API, as its version 0.30.2 has it. docs.dokploy.com/docs/api */
export function createDokployClient(options: DokployClientOptions): DokployClient {
  const http = createCloudHttp({ ...options, tokenHeader: "x-api-key", describeError });
  const unlessGone = async (asked: Promise<unknown>): Promise<unknown> => {
    try {
      return await asked;
    } catch (error) {
      if (!isGone(error)) throw error;
      return undefined;
    }
  };
  return {
    servers: async () => answerAs(z.array(DokployServer), await http({ method: "GET", path: "/server.all" })),
    async server(serverId) {
      const body = await unlessGone(http({ method: "GET", path: "/server.one", query: { serverId } }));
      return body === undefined ? undefined : answerAs(DokployServer, body);
    },
    async removeServer(serverId) {
      await unlessGone(http({ method: "POST", path: "/server.remove", body: { serverId } }));
    },
  };
}

function describeError(body: unknown): { code: string; message: string } {
  const parsed = ErrorBody.safeParse(body);
  return parsed.success ? parsed.data : { code: "", message: "" };
}
