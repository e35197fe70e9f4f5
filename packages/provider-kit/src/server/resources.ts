import type {
  CheckRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { checkInputs, DEFAULTS, knownInputs } from "../check.ts";
import { diffInputs } from "../diff.ts";
import { messageOf, PartialCreateError, ProviderError } from "../errors.ts";
import { inputsFromShown, outputsOf, previewOfCreate, previewOfUpdate } from "../outputs.ts";
import { containsSecret, redact, secretTexts, withoutSecrets } from "../properties/secrets.ts";
import type { PropertyMap } from "../properties/value.ts";
import type { ProviderDefinition } from "../provider.ts";
import { type AnyResource, type Call, createRecording } from "../resource.ts";
import type { AnySchema } from "../schema.ts";
import { decodeProperties } from "../wire/decode.ts";
import { encodeProperties } from "../wire/encode.ts";
import type { Connection } from "./connection.ts";
import { diffResponse } from "./diff-response.ts";
import { checkFailures } from "./failures.ts";
import { errorStatus, partialCreateStatus } from "./status.ts";

/** The calls about resources: check, diff, create, read, update, delete. */
export function resourceCalls<Client>(provider: ProviderDefinition<Client>) {
  const resourceOf = (type: string): AnyResource<Client> => {
    const resource = provider.resources[type];
    if (resource) return resource;
    throw new ProviderError(
      `the stand-in for ${provider.name} does not have ${type}; it has ${Object.keys(provider.resources).join(", ")}`,
    );
  };

  return {
    check: (request: CheckRequest) => {
      const resource = resourceOf(request.getType());
      const { inputs, failures } = checkInputs(
        resource.schema,
        decodeProperties(request.getNews()),
        decodeProperties(request.getOlds()),
        namingOf(request),
      );
      if (failures.length === 0) failures.push(...(resource.check?.(knownInputs(inputs)) ?? []));
      return new providerPb.CheckResponse()
        .setInputs(encodeProperties(inputs))
        .setFailuresList(checkFailures(failures, (name) => containsSecret(inputs[name])));
    },

    diff: (request: DiffRequest) => {
      const olds = decodeProperties(request.getOldInputs() ?? request.getOlds());
      const news = decodeProperties(request.getNews());
      return diffResponse(diffInputs(resourceOf(request.getType()).schema, olds, news));
    },

    create: async (request: CreateRequest, connection: Connection<Client>) => {
      const resource = resourceOf(request.getType());
      const inputs = decodeProperties(request.getProperties());
      const response = new providerPb.CreateResponse();
      if (request.getPreview())
        return response.setProperties(encodeProperties(previewOfCreate(resource.schema, inputs)));

      const secrets = [...connection.secrets, ...secretsIn(resource.schema, inputs)];
      const call = callOf(request, connection, "create", secrets);
      const created = await createRecording(resource, { ...call, inputs: plain(inputs) }).catch((error: unknown) => {
        throw createFailure(error, resource, inputs, secrets);
      });
      return response
        .setId(created.id)
        .setProperties(encodeProperties(outputsOf(resource.schema, created.shown, inputs)));
    },

    read: async (request: ReadRequest, connection: Connection<Client>) => {
      const { schema, read } = resourceOf(request.getType());
      const known = { inputs: decodeProperties(request.getInputs()), state: decodeProperties(request.getProperties()) };
      const secrets = [...connection.secrets, ...secretsIn(schema, known.inputs, known.state)];
      const call = callOf(request, connection, "read", secrets);

      const id = request.getId();
      const lookup = { ...call, id, inputs: plain(known.inputs), state: plain(known.state) };
      const found = await read(lookup).catch((error: unknown) => {
        throw errorStatus(error, secrets);
      });
      // An answer without an id says that the resource is gone.
      if (found === undefined) return new providerPb.ReadResponse();

      const inputs = inputsFromShown(schema, found.shown, found.inputs ?? {}, known);
      return new providerPb.ReadResponse()
        .setId(found.id ?? id)
        .setInputs(encodeProperties(inputs))
        .setProperties(encodeProperties(outputsOf(schema, found.shown, inputs, known.state)));
    },

    update: async (request: UpdateRequest, connection: Connection<Client>) => {
      const { schema, update } = resourceOf(request.getType());
      const inputs = decodeProperties(request.getNews());
      const oldInputs = decodeProperties(request.getOldInputs());
      const state = decodeProperties(request.getOlds());
      const response = new providerPb.UpdateResponse();
      if (request.getPreview()) return response.setProperties(encodeProperties(previewOfUpdate(schema, inputs, state)));

      const secrets = [...connection.secrets, ...secretsIn(schema, inputs, oldInputs, state)];
      const call = callOf(request, connection, "update", secrets);
      const change = { id: request.getId(), inputs: plain(inputs), oldInputs: plain(oldInputs), state: plain(state) };
      const shown = await Promise.resolve(update?.({ ...call, ...change }) ?? plain(state)).catch((error: unknown) => {
        throw errorStatus(error, secrets);
      });
      return response.setProperties(encodeProperties(outputsOf(schema, shown, inputs)));
    },

    delete: async (request: DeleteRequest, connection: Connection<Client>) => {
      const resource = resourceOf(request.getType());
      const inputs = decodeProperties(request.getOldInputs());
      const state = decodeProperties(request.getProperties());
      const secrets = [...connection.secrets, ...secretsIn(resource.schema, inputs, state)];
      const call = callOf(request, connection, "delete", secrets);

      await resource
        .delete({ ...call, id: request.getId(), inputs: plain(inputs), state: plain(state) })
        .catch((error: unknown) => {
          throw errorStatus(error, secrets);
        });
      return new emptyPb.Empty();
    },
  };
}

function callOf<Client>(
  request: { getUrn(): string; getName(): string; getTimeout(): number },
  connection: Connection<Client>,
  action: string,
  secrets: readonly string[],
): Call<Client> {
  return {
    client: connection.client,
    name: request.getName(),
    signal: connection.signalFor(request.getTimeout(), action),
    log: (line) => connection.log(request.getUrn(), redact(line, secrets)),
  };
}

function createFailure<Client>(
  error: unknown,
  resource: AnyResource<Client>,
  inputs: PropertyMap,
  secrets: readonly string[],
): Error {
  if (!(error instanceof PartialCreateError)) return errorStatus(error, secrets);
  const outputs = outputsOf(resource.schema, error.state, inputs);
  return partialCreateStatus(error.id, inputs, outputs, redact(messageOf(error), secrets));
}

function namingOf(request: CheckRequest) {
  const { PROPOSE, ENFORCE, DISABLE } = providerPb.CheckRequest.AutonamingOptions.Mode;
  const options = request.getAutonaming();
  const proposed = options && [PROPOSE, ENFORCE].some((mode) => mode === options.getMode());

  return {
    resourceName: request.getName(),
    randomSeed: request.getRandomseed_asU8(),
    disabled: options?.getMode() === DISABLE,
    ...(proposed ? { proposedName: options.getProposedName() } : {}),
  };
}

/** The secrets that a message about a resource could repeat. */
function secretsIn(schema: AnySchema, ...properties: PropertyMap[]): string[] {
  const names = new Set(properties.flatMap((map) => Object.keys(map)));
  return [...names].flatMap((name) =>
    secretTexts(
      properties.map((map) => map[name]),
      schema.inputs[name]?.mayShow,
    ),
  );
}

/** Inputs or state as a resource's code takes them. */
function plain(properties: PropertyMap): object {
  const { [DEFAULTS]: _defaults, ...rest } = withoutSecrets(properties) as PropertyMap;
  return rest;
}
