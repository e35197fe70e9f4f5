import type { ProviderDefinition } from "@freehold/provider-kit";

/** A provider that takes what its configuration leaves out from settings of its environment. */
export function withEnvironment<Client>(
  provider: ProviderDefinition<Client>,
  settings: Readonly<Record<string, unknown>>,
): ProviderDefinition<Client> {
  if (Object.keys(settings).length === 0) return provider;
  const completed = (config: Record<string, unknown>, unknown: ReadonlySet<string> = new Set()) => {
    const left = Object.entries(settings).filter(([name]) => (config[name] ?? "") === "" && !unknown.has(name));
    return { ...config, ...Object.fromEntries(left) };
  };
  const { checkConfig } = provider;
  return {
    ...provider,
    ...(checkConfig && { checkConfig: (config, unknown) => checkConfig(completed(config, unknown), unknown) }),
    configure: (config) => provider.configure(completed(config)),
  };
}
