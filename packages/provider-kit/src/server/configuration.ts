import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import type {
  CheckRequest,
  ConfigureRequest,
  DiffRequest,
  GetSchemaRequest,
  InvokeRequest,
  ProviderHandshakeRequest,
} from "@pulumi/pulumi/proto/provider_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import { knownInputs } from "../check.ts";
import { configDiffers } from "../diff.ts";
import { ProviderError } from "../errors.ts";
import { secretTexts, withoutSecrets } from "../properties/secrets.ts";
import { containsUnknown, type PropertyMap } from "../properties/value.ts";
import type { ProviderDefinition } from "../provider.ts";
import { decodeProperties } from "../wire/decode.ts";
import { encodeProperties } from "../wire/encode.ts";
import type { Connection } from "./connection.ts";
import { checkFailures } from "./failures.ts";

/** The calls about the provider itself: who it is and how it is configured. */
export function configurationCalls<Client>(provider: ProviderDefinition<Client>) {
  return {
    handshake: (request: ProviderHandshakeRequest, connection: Connection<Client>) => {
      connection.logTo(request.getEngineAddress());
      const response = new providerPb.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    },

    getPluginInfo: () => new pluginPb.PluginInfo().setVersion(provider.version),

    getSchema: (_request: GetSchemaRequest) =>
      new providerPb.GetSchemaResponse().setSchema(
        provider.schema?.() ?? JSON.stringify({ name: provider.name, version: provider.version }),
      ),

    checkConfig: (request: CheckRequest) => {
      const news = decodeProperties(request.getNews());
      const unknown = new Set(Object.keys(news).filter((name) => containsUnknown(news[name])));
      const failures = provider.checkConfig?.(knownInputs(news), unknown) ?? [];
      return new providerPb.CheckResponse()
        .setInputs(encodeProperties(news))
        .setFailuresList(checkFailures(failures, everything));
    },

    // No change of configuration replaces a provider: that would replace all its resources.
    diffConfig: (request: DiffRequest) => {
      const { DIFF_SOME, DIFF_NONE } = providerPb.DiffResponse.DiffChanges;
      const differs = configDiffers(decodeProperties(request.getOlds()), decodeProperties(request.getNews()));
      return new providerPb.DiffResponse().setChanges(differs ? DIFF_SOME : DIFF_NONE);
    },

    configure: (request: ConfigureRequest, connection: Connection<Client>) => {
      const config = decodeProperties(request.getArgs());
      connection.configure(provider.configure(plain(config)), secretTexts([config]));
      const response = new providerPb.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(true);
      return response;
    },

    invoke: async (request: InvokeRequest, connection: Connection<Client>) => {
      const definition = provider.functions?.[request.getTok()];
      if (!definition) throw new ProviderError(`${provider.name} has no function ${request.getTok()} here`);
      const args = plain(decodeProperties(request.getArgs()));
      const result = await definition.invoke({ client: connection.client, args, signal: connection.signalFor(0, "") });
      return new providerPb.InvokeResponse().setReturn(encodeProperties(result as PropertyMap));
    },
  };
}

/** The configuration that is checked does not say what is secret in it. */
const everything = () => true;

function plain(properties: PropertyMap): Record<string, unknown> {
  return withoutSecrets(properties) as PropertyMap;
}
