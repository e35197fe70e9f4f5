import { DEFAULTS } from "./check.ts";
import { diffInputs } from "./diff.ts";
import { containsSecret, secretLike } from "./properties/secrets.ts";
import { type PropertyMap, type PropertyValue, Secret, UNKNOWN } from "./properties/value.ts";
import type { AnySchema } from "./schema.ts";

/** What state knows of a resource; both are empty for one that is being created or imported. */
export interface Known {
  inputs: PropertyMap;
  state: PropertyMap;
}

/** What a preview shows of a resource that does not exist yet: what was given, and unknowns for the rest. */
export function previewOfCreate(schema: AnySchema, inputs: PropertyMap): PropertyMap {
  const chosenByVendor = Object.entries(schema.inputs).filter(([name, input]) => input.computed && !(name in inputs));
  const unknowns = [...chosenByVendor.map(([name]) => name), ...Object.keys(schema.outputs)];

  return { ...withoutDefaults(inputs), ...Object.fromEntries(unknowns.map((name) => [name, UNKNOWN])) };
}

/** What a preview shows of a resource that will change: old outputs stay, except those that the update may change. */
export function previewOfUpdate(schema: AnySchema, news: PropertyMap, state: PropertyMap): PropertyMap {
  const outputs = Object.entries(schema.outputs).map(([name, output]) => {
    return [name, output.changesOnUpdate ? UNKNOWN : state[name]] as const;
  });
  const kept = Object.entries(schema.inputs).map(([name, input]) => {
    return [name, news[name] ?? (input.computed ? state[name] : undefined)] as const;
  });

  return withoutUndefined(Object.fromEntries([...kept, ...outputs]));
}

/** What is stored after a call: the inputs, then all that the resource showed, secret where it must be. */
export function outputsOf(schema: AnySchema, shown: object, inputs: PropertyMap, state: PropertyMap = {}): PropertyMap {
  const values = {
    ...withoutDefaults(inputs),
    ...withoutUndefined(shown as Record<string, PropertyValue | undefined>),
  };
  const anySecret = containsSecret(inputs);

  const marked = Object.entries(values).map(([name, value]) => {
    const declaredSecret = schema.outputs[name]?.secret ?? schema.inputs[name]?.secret ?? false;
    const secret = declaredSecret === true || (declaredSecret === "when an input is" && anySecret);
    return [name, secret && !(value instanceof Secret) ? new Secret(value) : likeKnown(value, name, { inputs, state })];
  });
  return Object.fromEntries(marked);
}

/**
 * The inputs that a program would have written to get what the vendor has now. What the vendor does not report stays as
 * it was; what is only the vendor's own choice or its fallback is left out, so that it is not taken for a change.
 */
export function inputsFromShown(schema: AnySchema, shown: object, kept: object, known: Known): PropertyMap {
  const live = withoutUndefined(shown as Record<string, PropertyValue | undefined>);
  const overrides = withoutUndefined(kept as Record<string, PropertyValue | undefined>);
  const imported = Object.keys(known.inputs).length === 0;
  const inputs: PropertyMap = DEFAULTS in known.inputs ? { [DEFAULTS]: known.inputs[DEFAULTS] ?? [] } : {};

  for (const [name, property] of Object.entries(schema.inputs)) {
    const old = known.inputs[name];
    const value = overrides[name] ?? live[name] ?? old;
    if (value === undefined || value === null) continue;

    const unlikeFallback = () => diffInputs({ inputs: { [name]: property }, outputs: {} }, {}, { [name]: value });
    const isReported = property.computed ? imported : unlikeFallback().changed.length > 0;
    if (old === undefined && !isReported) continue;

    const secret = property.secret === true && !(value instanceof Secret);
    inputs[name] = secret ? new Secret(value) : likeKnown(value, name, known);
  }
  return inputs;
}

function likeKnown(value: PropertyValue, name: string, known: Known): PropertyValue {
  return secretLike(secretLike(value, known.inputs[name]), known.state[name]);
}

function withoutDefaults(inputs: PropertyMap): PropertyMap {
  const { [DEFAULTS]: _defaults, ...rest } = inputs;
  return rest;
}

function withoutUndefined(map: Record<string, PropertyValue | undefined>): PropertyMap {
  const defined = Object.entries(map).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined) as PropertyMap;
}
