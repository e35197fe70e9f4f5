import structPb, { type JavaScriptValue, type Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { Archive, Asset, type PropertyMap, type PropertyValue, Secret, UNKNOWN } from "../properties/value.ts";
import { ARCHIVE, ASSET, SECRET, SIGNATURE, UNKNOWN_VALUE } from "./signatures.ts";

/** Writes the properties of an answer. Properties that are undefined are left out. */
export function encodeProperties(properties: PropertyMap): Struct {
  return structPb.Struct.fromJavaScript(encodeMap(properties));
}

function encodeMap(map: PropertyMap): Record<string, JavaScriptValue> {
  const defined = Object.entries(map).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defined.map(([name, value]) => [name, encodeValue(value)]));
}

function encodeValue(value: PropertyValue): JavaScriptValue {
  if (value === UNKNOWN) return UNKNOWN_VALUE;
  if (value instanceof Secret) return { [SIGNATURE]: SECRET, value: encodeValue(value.value) };
  if (value instanceof Asset) return { [SIGNATURE]: ASSET, ...encodeTexts(value) };
  if (value instanceof Archive) {
    return {
      [SIGNATURE]: ARCHIVE,
      ...encodeTexts(value),
      ...(value.assets === undefined ? {} : { assets: encodeMap(value.assets) }),
    };
  }
  if (Array.isArray(value)) return value.map(encodeValue);
  if (typeof value === "object" && value !== null) return encodeMap(value);
  return value as Exclude<typeof value, symbol>;
}

function encodeTexts(source: {
  hash?: string | undefined;
  text?: string | undefined;
  path?: string | undefined;
  uri?: string | undefined;
}) {
  const names = ["hash", "text", "path", "uri"] as const;
  const set = names.filter((name) => source[name] !== undefined);
  return Object.fromEntries(set.map((name) => [name, source[name] ?? ""]));
}
