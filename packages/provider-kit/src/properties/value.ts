/**
 * A value that the program wants kept secret. It stays wrapped from the request to the answer, so that what came in
 * secret goes out secret. Resources never see this type: they get the plain value.
 */
export class Secret {
  readonly value: PropertyValue;

  constructor(value: PropertyValue) {
    this.value = value;
  }
}

/** A value that is not known before another resource exists. Only previews have it. */
export const UNKNOWN: unique symbol = Symbol("unknown until another resource exists");

/** A file, a text or a download. The engine leaves contents out, and sends only the hash, where it needs no contents. */
export class Asset {
  readonly hash: string | undefined;
  readonly text: string | undefined;
  readonly path: string | undefined;
  readonly uri: string | undefined;

  constructor(parts: { hash?: string; text?: string; path?: string; uri?: string }) {
    this.hash = parts.hash;
    this.text = parts.text;
    this.path = parts.path;
    this.uri = parts.uri;
  }
}

/** A folder, an archive file, or a tree of assets. */
export class Archive {
  readonly hash: string | undefined;
  readonly assets: PropertyMap | undefined;
  readonly path: string | undefined;
  readonly uri: string | undefined;

  constructor(parts: { hash?: string; assets?: PropertyMap; path?: string; uri?: string }) {
    this.hash = parts.hash;
    this.assets = parts.assets;
    this.path = parts.path;
    this.uri = parts.uri;
  }
}

/** What one property of a resource can hold on its way between engine and provider. */
export type PropertyValue =
  | null
  | boolean
  | number
  | string
  | PropertyValue[]
  | PropertyMap
  | Secret
  | Asset
  | Archive
  | typeof UNKNOWN;

/** The properties of a resource, by name. */
export interface PropertyMap {
  [name: string]: PropertyValue;
}

/** Whether a value is a map of properties, and not a list, a secret or an asset. */
export function isPropertyMap(value: unknown): value is PropertyMap {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Secret) &&
    !(value instanceof Asset) &&
    !(value instanceof Archive)
  );
}

/** Whether any part of a value is unknown. */
export function containsUnknown(value: PropertyValue | undefined): boolean {
  if (value === UNKNOWN) return true;
  if (value instanceof Secret) return containsUnknown(value.value);
  if (Array.isArray(value)) return value.some(containsUnknown);
  return isPropertyMap(value) && Object.values(value).some(containsUnknown);
}
