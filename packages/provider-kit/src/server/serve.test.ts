import { promisify } from "node:util";
import grpc from "@grpc/grpc-js";
import { afterEach, expect, test } from "@jest/globals";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { ProviderError } from "../errors.ts";
import { type PropertyMap, Secret } from "../properties/value.ts";
import type { ProviderDefinition } from "../provider.ts";
import { defineResource } from "../resource.ts";
import { decodeProperties } from "../wire/decode.ts";
import { encodeProperties } from "../wire/encode.ts";
import { type ServedProvider, serveProvider } from "./serve.ts";

interface Inputs {
  mode: string;
}

/** Called when an order that waits has been given. */
let onOrder = () => {};

/** Says which token it was made with; `wait` waits for ever once it is ordered, `fail` repeats its token. */
const thing = defineResource<{ token: string }, Inputs, Inputs & { token: string }>({
  schema: { inputs: { mode: { kind: "string", required: true } }, outputs: { token: { secret: true } } },
  async create({ client, inputs, signal, recordId }) {
    if (inputs.mode === "fail") throw new ProviderError(`the vendor says: ${client.token} is wrong`);
    if (inputs.mode === "wait") {
      recordId("ordered", { token: client.token });
      onOrder();
      await new Promise((_resolve, reject) => {
        if (signal.aborted) reject(signal.reason);
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    }
    return { id: "made", shown: { token: client.token } };
  },
  async read() {
    return undefined;
  },
  async delete() {},
});

const provider: ProviderDefinition<{ token: string }> = {
  name: "things",
  version: "1.0.0",
  configure: ({ token }) => ({ token: String(token) }),
  resources: { "things:index:Thing": thing },
};

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function serve(): Promise<ServedProvider> {
  const served = await serveProvider(provider);
  ends.push(() => served.close());
  return served;
}

/** Connects as an engine does for one provider resource. */
async function connect({ port }: ServedProvider, token: string) {
  // Clients of one process share connections unless they are told not to.
  const options = { "grpc.use_local_subchannel_pool": 1 };
  const client = new providerGrpc.ResourceProviderClient(
    `127.0.0.1:${port}`,
    grpc.credentials.createInsecure(),
    options,
  );
  ends.unshift(() => client.close());
  await promisify(client.handshake.bind(client) as never)(new providerPb.ProviderHandshakeRequest() as never);

  const configuration = new providerPb.ConfigureRequest();
  configuration.setArgs(encodeProperties({ token: new Secret(token) }));
  await promisify(client.configure.bind(client) as never)(configuration as never);

  return {
    create(properties: PropertyMap): Promise<PropertyMap> {
      const request = new providerPb.CreateRequest();
      request.setType("things:index:Thing");
      request.setProperties(encodeProperties(properties));
      return new Promise((resolve, reject) => {
        client.create(request, (error: Error | null, response) =>
          error ? reject(error) : resolve(decodeProperties(response.getProperties())),
        );
      });
    },
    cancel: () => promisify(client.cancel.bind(client) as never)(new emptyPb.Empty() as never),
  };
}

test("each connection keeps the configuration that it was given", async () => {
  const served = await serve();
  const [first, second] = [await connect(served, "token-one"), await connect(served, "token-two")];

  const made = await Promise.all([
    first.create({ mode: "a" }),
    second.create({ mode: "a" }),
    first.create({ mode: "b" }),
  ]);

  expect(made.map(({ token }) => token)).toEqual(
    ["token-one", "token-two", "token-one"].map((text) => new Secret(text)),
  );
});

test("a cancellation ends the waits of its own connection only, and reports the id of what was ordered", async () => {
  const served = await serve();
  const [first, second] = [await connect(served, "token-one"), await connect(served, "token-two")];
  const waiting = first.create({ mode: "wait" });

  await first.cancel();

  await expect(waiting).rejects.toMatchObject({ details: "cancelled" });
  const status = await waiting.catch((error: grpc.ServiceError) => error.metadata.get("grpc-status-details-bin"));
  expect(String(status)).toContain("ordered");
  await expect(second.create({ mode: "a" })).resolves.toMatchObject({ mode: "a" });
});

test("closing the server ends every wait", async () => {
  const served = await serveProvider(provider);
  const ordered = new Promise<void>((resolve) => {
    onOrder = resolve;
  });
  const waiting = (await connect(served, "token-one")).create({ mode: "wait" });
  const ended = expect(waiting).rejects.toMatchObject({ details: "cancelled" });

  await ordered;
  await served.close();

  await ended;
});

test("an error does not repeat a secret of the configuration", async () => {
  const connection = await connect(await serve(), "token-one");

  await expect(connection.create({ mode: "fail" })).rejects.toMatchObject({
    details: "the vendor says: [secret] is wrong",
  });
});
