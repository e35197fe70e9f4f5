import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { type DeclaredProperties, declarationsIn } from "./sdk-declarations.ts";
import { mayBeUndefined, type ReferTo, sdkType, type TypeSpec } from "./sdk-type.ts";

const require = createRequire(import.meta.url);

/** What of an SDK a stand-in serves. */
export interface ServedTokens {
  /** Name of the Pulumi package, such as `hcloud`. */
  name: string;
  /** Its npm package, such as `@pulumi/hcloud`. */
  sdk: string;
  resources: readonly string[];
  functions: readonly string[];
}

interface ObjectSpec {
  type?: "object";
  properties: Record<string, TypeSpec & { secret?: true }>;
  required?: string[];
}

type SdkSchema = { [part: string]: unknown; types: Record<string, ObjectSpec> };

/**
 * A Pulumi schema of what a stand-in serves, read from the official SDK's own declarations: the vendors publish the whole one inside the
 * plugin's binary, which cannot be had everywhere. Names, types, what is required and what is secret are the SDK's; descriptions are left out.
 */
export function sdkSchema({ name, sdk, resources, functions }: ServedTokens): SdkSchema {
  const reader = new SdkReader(name, path.dirname(require.resolve(`${sdk}/package.json`)));
  const provider = reader.resource("provider", "Provider");
  const { inputProperties, requiredInputs } = provider;
  return {
    name,
    version: reader.version,
    config: { variables: inputProperties },
    provider: { inputProperties, requiredInputs },
    resources: Object.fromEntries(resources.map((token) => [token, reader.resource(...fileOf(token))])),
    functions: Object.fromEntries(functions.map((token) => [token, reader.lookUp(...fileOf(token))])),
    types: reader.types,
  };
}

/** Module and name behind a token: `aws:route53/record:Record` is `Record` of `route53/record`, `command:local:Command` of `local/command`. */
function fileOf(token: string): [module: string, name: string] {
  const [, module = "", name = ""] = token.split(":");
  const file = module.includes("/") ? module : `${module}/${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  return [file.replace(/^index\//, ""), name];
}

class SdkReader {
  readonly version: string;
  readonly types: Record<string, ObjectSpec> = {};
  private readonly name: string;
  private readonly folder: string;
  private readonly objects: Readonly<Record<"inputs" | "outputs", ReadonlyMap<string, DeclaredProperties>>>;

  constructor(name: string, folder: string) {
    this.name = name;
    this.folder = folder;
    this.version = (JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as { version: string }).version;
    this.objects = { inputs: this.declarations("types/input"), outputs: this.declarations("types/output") };
  }

  resource(module: string, name: string) {
    const declared = this.declarations(module);
    const outputs = this.object(declared.get(name) ?? new Map(), "outputs");
    const inputs = this.object(declared.get(`${name}Args`) ?? new Map(), "inputs");
    const secrets = this.secretsOf(module);
    for (const part of [outputs.properties, inputs.properties]) {
      for (const secret of secrets) if (part[secret] !== undefined) part[secret] = { ...part[secret], secret: true };
    }
    return {
      properties: outputs.properties,
      required: outputs.required,
      inputProperties: inputs.properties,
      requiredInputs: inputs.required,
    };
  }

  lookUp(module: string, name: string) {
    const declared = this.declarations(module);
    const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    return {
      inputs: this.object(declared.get(`${title}Args`) ?? new Map(), "inputs"),
      outputs: this.object(declared.get(`${title}Result`) ?? new Map(), "outputs"),
    };
  }

  private object(declared: DeclaredProperties, side: "inputs" | "outputs"): ObjectSpec & { required: string[] } {
    const properties = [...declared].filter(([name]) => !(side === "outputs" && ["id", "urn"].includes(name)));
    return {
      type: "object",
      properties: Object.fromEntries(properties.map(([name, { type }]) => [name, sdkType(type, this.refer)])),
      required: properties.filter(([, { type, optional }]) => !optional && !mayBeUndefined(type)).map(([name]) => name),
    };
  }

  /** One type stands for what programs give and for what they get of it: an output has more, of which nobody must give anything. */
  private readonly refer: ReferTo = (side, name) => {
    const token = this.tokenOf(name);
    if (this.types[token] === undefined) {
      const placeholder: ObjectSpec = { properties: {} };
      this.types[token] = placeholder; // a type may have parts of its own kind
      const given = this.object(this.objects.inputs.get(name) ?? new Map(), "inputs");
      const got = this.object(this.objects.outputs.get(name.replace(/Args$/, "")) ?? new Map(), "inputs");
      const isGiven = this.objects.inputs.has(name);
      if (!isGiven && !this.objects.outputs.has(name)) throw new Error(`${this.name} has no ${side}.${name}`);
      const properties = { ...got.properties, ...given.properties };
      Object.assign(placeholder, { type: "object", properties, required: isGiven ? given.required : got.required });
    }
    return `#/types/${token}`;
  };

  private tokenOf(name: string): string {
    const [last = "", module = "index"] = name.replace(/Args$/, "").split(".").reverse();
    return this.name === "command" ? `command:${module}:${last}` : `${this.name}:${module}/${last}:${last}`;
  }

  private declarations(module: string): ReadonlyMap<string, DeclaredProperties> {
    const file = path.join(this.folder, `${module}.d.ts`);
    return existsSync(file) ? declarationsIn(file) : new Map();
  }

  /** Properties that the SDK itself marks as secrets. */
  private secretsOf(module: string): string[] {
    const code = readFileSync(path.join(this.folder, `${module}.js`), "utf8");
    const [, listed = ""] = /additionalSecretOutputs: \[([^\]]*)\]/.exec(code) ?? [];
    return [...listed.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name);
  }
}
