import type { z } from "zod";
import { placeholdersIn } from "../../templates/fill-placeholders.ts";
import type { Cases } from "./conditions.ts";
import type { ManifestFields } from "./manifest-fields.ts";
import { FACTS, factPlaceholders, knownPlaceholders, shownPlaceholders, unknownPlaceholders } from "./placeholders.ts";

type Refuse = (path: (string | number)[], message: string, input: unknown) => void;

/** Refuses what names something that the manifest has not. */
export function checkReferences(manifest: ManifestFields, ctx: z.RefinementCtx): void {
  const refuse: Refuse = (path, message, input) => ctx.addIssue({ code: "custom", path, message, input });
  checkServices(manifest, refuse);
  checkPorts(manifest, refuse);
  checkNames(manifest, refuse);
  checkSecrets(manifest, refuse);
  checkTexts(manifest, refuse);
  checkOwnServices(manifest, refuse);
  checkProbe(manifest, refuse);
}

function checkServices({ services, ports, hooks, firstStart, compose }: ManifestFields, refuse: Refuse): void {
  const known = Object.keys(services);
  const check = (path: (string | number)[], service: string) => {
    if (known.includes(service) || (compose !== undefined && service.includes("{{"))) return;
    refuse(path, `must be a service of the manifest (${known.join(", ")})`, service);
  };
  for (const [name, { service }] of Object.entries(ports)) check(["ports", name, "service"], service);
  for (const [name, steps] of Object.entries(hooks)) {
    for (const [at, { service }] of steps.entries()) check(["hooks", name, at, "service"], service);
  }
  if (firstStart !== undefined) check(["firstStart", "service"], firstStart.service);
}

function checkPorts({ ports }: ManifestFields, refuse: Refuse): void {
  const entries = Object.entries(ports);
  const byFirewall = entries.filter(([, { reach }]) => reach === "firewall");
  for (const [name] of byFirewall.slice(1)) {
    refuse(
      ["ports", name, "reach"],
      `must be firewall for one port at most, which is ${byFirewall[0]?.[0]}`,
      "firewall",
    );
  }
  for (const [at, [name, { host, hostRange }]] of entries.entries()) {
    for (const [other, before] of entries.slice(0, at)) {
      if (before.host === host) refuse(["ports", name, "host"], `must differ from that of ${other}`, host);
      if (before.hostRange[0] <= hostRange[1] && hostRange[0] <= before.hostRange[1]) {
        refuse(["ports", name, "hostRange"], `must have no port of that of ${other}`, hostRange);
      }
    }
  }
}

/** One name is one placeholder. */
function checkNames({ settings, values }: ManifestFields, refuse: Refuse): void {
  const facts: readonly string[] = FACTS;
  for (const name of Object.keys(settings)) {
    if (facts.includes(name)) refuse(["settings", name], "must not have the name of a fact", name);
  }
  for (const name of Object.keys(values)) {
    if (facts.includes(name) || Object.hasOwn(settings, name)) {
      refuse(["values", name], "must not have the name of a setting or a fact", name);
    }
  }
}

function checkSecrets({ secrets, hooks }: ManifestFields, refuse: Refuse): void {
  const texts = Object.keys(secrets).filter(
    (name) => secrets[name]?.form === "hex" || secrets[name]?.form === "alphanumeric",
  );
  for (const [name, secret] of Object.entries(secrets)) {
    if (secret.form !== "jwt" || texts.includes(secret.signedBy)) continue;
    refuse(
      ["secrets", name, "signedBy"],
      `must be a secret of the form hex or alphanumeric (${texts.join(", ")})`,
      secret.signedBy,
    );
  }
  for (const hook of Object.keys(hooks)) {
    const [, secret] = /^rotate\/(.+)$/.exec(hook) ?? [];
    if (secret !== undefined && !Object.hasOwn(secrets, secret)) {
      refuse(["hooks", hook], `must name a secret of the manifest (${Object.keys(secrets).join(", ")})`, secret);
    }
  }
}

function checkTexts(manifest: ManifestFields, refuse: Refuse): void {
  const { settings, services, ports, values, outputs, compose } = manifest;
  const known = knownPlaceholders(manifest);
  // A value that had another in it would depend on their order.
  const withoutValues = new Set([...known].filter((name) => !Object.hasOwn(values, name) && name !== "upstream"));
  const check = (path: (string | number)[], text: string, allowed: ReadonlySet<string> = known) => {
    const [unknown] = unknownPlaceholders(text, allowed);
    if (unknown !== undefined) refuse(path, `must have placeholders of what there is, not {{${unknown}}}`, text);
  };
  const checkCases = (at: string[], texts: Readonly<Record<string, Cases>>, allowed = known) => {
    for (const [name, cases] of Object.entries(texts)) {
      for (const [index, { value }] of cases.entries()) check([...at, name, index, "value"], value, allowed);
    }
  };
  checkCases(["values"], values, withoutValues);
  checkCases(["outputs", "endpoints"], outputs.endpoints, shownPlaceholders(manifest));
  checkCases(["outputs", "credentials"], outputs.credentials);
  const facts = new Set(factPlaceholders(manifest).filter((name) => name !== "upstream"));
  for (const [name, { whenEmpty = "" }] of Object.entries(settings))
    check(["settings", name, "whenEmpty"], whenEmpty, facts);
  for (const [name, { image }] of Object.entries(services)) check(["services", name, "image"], image);
  for (const [name, { port }] of Object.entries(ports)) check(["ports", name, "port"], String(port));
  const ofTheFirst = new Set([...known].filter((name) => name !== "upstream"));
  for (const [name, text] of Object.entries(compose?.given ?? {})) check(["compose", "given", name], text, ofTheFirst);
}

/** What says which services a tenant brings are settings. */
function checkOwnServices({ compose, settings, ports }: ManifestFields, refuse: Refuse): void {
  const { given: _given, ...names } = compose ?? { given: {} };
  for (const [part, name] of Object.entries(names)) {
    if (name === undefined || Object.hasOwn(settings, name)) continue;
    refuse(["compose", part], `must name a setting of the manifest (${Object.keys(settings).join(", ")})`, name);
  }
  if (compose !== undefined && !Object.values(ports).some(({ reach }) => reach === "edge")) {
    refuse(
      ["ports"],
      "must have one whose reach is edge: the service that a tenant brings is reached by it",
      undefined,
    );
  }
}

function checkProbe({ probe, outputs, settings }: ManifestFields, refuse: Refuse): void {
  for (const key of ["path", "status"] as const) {
    const [unknown] = placeholdersIn(String(probe?.[key] ?? "")).filter((name) => !Object.hasOwn(settings, name));
    if (unknown !== undefined)
      refuse(["probe", key], `must have placeholders of settings, not {{${unknown}}}`, probe?.[key]);
  }
  const known = Object.keys(outputs.credentials);
  for (const [header, text] of Object.entries(probe?.headers ?? {})) {
    const unknown = placeholdersIn(text).find((name) => !known.includes(name));
    if (unknown === undefined) continue;
    refuse(
      ["probe", "headers", header],
      `must have placeholders of credentials (${known.join(", ")}), not {{${unknown}}}`,
      text,
    );
  }
}
