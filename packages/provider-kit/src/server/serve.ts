import { isNativeError } from "node:util/types";
import grpc, { type handleUnaryCall, type UntypedServiceImplementation } from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import type { ProviderDefinition } from "../provider.ts";
import { configurationCalls } from "./configuration.ts";
import { type Connection, ConnectionTable } from "./connection.ts";
import { resourceCalls } from "./resources.ts";
import { errorStatus } from "./status.ts";

/** A provider that is being served. */
export interface ServedProvider {
  /** Package name, as in `PULUMI_DEBUG_PROVIDERS=name:port`. */
  name: string;

  /** Port on 127.0.0.1. */
  port: number;

  /** Ends every wait in flight: their calls fail with "cancelled". Orders already given are not taken back. */
  cancel(): void;

  /** Cancels, lets the calls in flight answer, and closes the port. */
  close(): Promise<void>;
}

/** How long calls in flight may take to answer when the server closes, in milliseconds. */
const CLOSE_GRACE_MS = 5_000;

/** Serves a provider on a free port of the loopback interface, for engines that attach to it. */
export async function serveProvider<Client>(provider: ProviderDefinition<Client>): Promise<ServedProvider> {
  // Property maps carry whole files (user data, assets): the default limit of 4 MB is too small.
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  const connections = new ConnectionTable<Client>();
  server.addService(providerGrpc.ResourceProviderService, implementation(provider, connections));

  const port = await new Promise<number>((resolve, reject) => {
    const answer = (error: Error | null, bound: number) => (error ? reject(error) : resolve(bound));
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), answer);
  });

  return {
    name: provider.name,
    port,
    cancel: () => connections.cancelAll(),
    close: () => closeServer(server, connections),
  };
}

type CallHandler<Client> = (request: never, connection: Connection<Client>) => unknown;

function implementation<Client>(
  provider: ProviderDefinition<Client>,
  connections: ConnectionTable<Client>,
): UntypedServiceImplementation {
  const calls: Record<string, CallHandler<Client>> = {
    ...configurationCalls(provider),
    ...resourceCalls(provider),
    attach: () => new emptyPb.Empty(),
    cancel: () => new emptyPb.Empty(),
  };

  const unary = ([name, handler]: [string, CallHandler<Client>]) => {
    const handle: handleUnaryCall<unknown, unknown> = (call, callback) => {
      const peer = call.getPeer();
      const connection = name === "handshake" ? connections.reset(peer) : connections.of(peer);
      if (name === "cancel") connections.cancel(peer);
      answer(handler, call.request as never, connection).then(
        (response) => callback(null, response),
        (error) => callback(error),
      );
    };
    return [name, handle] as const;
  };
  return Object.fromEntries(Object.entries(calls).map(unary));
}

async function answer<Client>(handler: CallHandler<Client>, request: never, connection: Connection<Client>) {
  try {
    return await handler(request, connection);
  } catch (error) {
    const isStatus = isNativeError(error) && "code" in error && "details" in error;
    throw isStatus ? error : errorStatus(error, connection.secrets);
  }
}

async function closeServer<Client>(server: grpc.Server, connections: ConnectionTable<Client>): Promise<void> {
  connections.cancelAll();
  await new Promise<void>((resolve) => {
    const force = setTimeout(() => server.forceShutdown(), CLOSE_GRACE_MS);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
  connections.closeAll();
}
