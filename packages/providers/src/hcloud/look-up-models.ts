interface Deprecation {
  announced: string;
  unavailable_after: string;
}

/** A server type as the vendor writes it. */
export interface WireServerType {
  id: number;
  name: string;
  description: string;
  category?: string | null;
  cores: number;
  memory: number;
  disk: number;
  architecture: string;
  cpu_type: string;
  storage_type: string;
  deprecation?: Deprecation | null;
  locations?: {
    id: number;
    name: string;
    available: boolean;
    recommended: boolean;
    deprecation?: Deprecation | null;
  }[];
}

/** A location as the vendor writes it. */
export interface WireLocation {
  id: number;
  name: string;
  description: string;
  city: string;
  country: string;
  latitude: number;
  longitude: number;
  network_zone: string;
}

/** An image as the vendor writes it. */
export interface WireImage {
  id: number;
  name: string | null;
  type: string;
  status: string;
  description: string;
  created: string;
  deprecated: string | null;
  os_flavor: string;
  os_version: string | null;
  rapid_deploy: boolean;
  architecture: string;
  labels: Record<string, string>;
}

/** A server type in the words of the SDK. */
export function shownServerType(type: WireServerType) {
  return {
    id: type.id,
    name: type.name,
    description: type.description,
    category: type.category ?? "",
    cores: type.cores,
    memory: type.memory,
    disk: type.disk,
    architecture: type.architecture,
    cpuType: type.cpu_type,
    storageType: type.storage_type,
    ...shownDeprecation(type.deprecation),
    // "will always report 0 after 2024-08-05"
    includedTraffic: 0,
    locations: (type.locations ?? []).map(({ id, name, available, recommended, deprecation }) => ({
      ...{ id, name, available, recommended },
      ...shownDeprecation(deprecation),
    })),
  };
}

/** A location in the words of the SDK. */
export function shownLocation({ network_zone: networkZone, ...location }: WireLocation) {
  return { ...location, networkZone };
}

/** An image in the words of the SDK. */
export function shownImage(image: WireImage) {
  const { id, type, status, description, created, architecture, labels } = image;
  return {
    ...{ id, type, status, description, created, architecture, labels },
    name: image.name ?? "",
    deprecated: image.deprecated ?? "",
    osFlavor: image.os_flavor,
    osVersion: image.os_version ?? "",
    rapidDeploy: image.rapid_deploy,
  };
}

function shownDeprecation(deprecation: Deprecation | null | undefined) {
  return {
    isDeprecated: deprecation !== null && deprecation !== undefined,
    deprecationAnnounced: deprecation?.announced ?? "",
    unavailableAfter: deprecation?.unavailable_after ?? "",
  };
}
