import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { Archive, Asset, type PropertyMap, type PropertyValue, Secret, UNKNOWN } from "../properties/value.ts";
import {
  ARCHIVE,
  ASSET,
  OUTPUT_VALUE,
  RESOURCE_REFERENCE,
  SECRET,
  SIGNATURE,
  TYPED_UNKNOWN_VALUES,
} from "./signatures.ts";

/** Reads the properties of a request. An absent structure is an empty one. */
export function decodeProperties(struct: Struct | undefined): PropertyMap {
  return struct === undefined ? {} : decodeMap(struct.toJavaScript());
}

function decodeMap(map: Record<string, unknown>): PropertyMap {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, decodeValue(value)]));
}

function decodeValue(value: unknown): PropertyValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value === "string") return TYPED_UNKNOWN_VALUES.includes(value) ? UNKNOWN : value;
  if (Array.isArray(value)) return value.map(decodeValue);
  return decodeObject(value as Record<string, unknown>);
}

function decodeObject(object: Record<string, unknown>): PropertyValue {
  switch (object[SIGNATURE]) {
    case undefined:
      return decodeMap(object);
    case SECRET:
      return new Secret(decodeValue(object.value));
    case ASSET:
      return new Asset(texts(object));
    case ARCHIVE:
      return new Archive({
        ...texts(object),
        ...(object.assets ? { assets: decodeMap(object.assets as Record<string, unknown>) } : {}),
      });
    case OUTPUT_VALUE: {
      const inner = "value" in object ? decodeValue(object.value) : UNKNOWN;
      return object.secret === true ? new Secret(inner) : inner;
    }
    case RESOURCE_REFERENCE:
      return decodeValue(object.id ?? object.urn);
    default:
      throw new Error(`the engine sent a value with the unknown signature ${String(object[SIGNATURE])}`);
  }
}

/** The text fields that are set; the engine sends the others as empty strings. */
function texts(object: Record<string, unknown>): { hash?: string; text?: string; path?: string; uri?: string } {
  const names = ["hash", "text", "path", "uri"] as const;
  const set = names.filter((name) => typeof object[name] === "string" && object[name] !== "");
  return Object.fromEntries(set.map((name) => [name, object[name] as string]));
}
