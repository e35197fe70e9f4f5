/**
 * What Hetzner Cloud sells, as far as the emulator knows it. Where each fact comes from, and which ones are made up
 * because no source was found, is in `docs/emulator-differences.md`.
 */

export interface Location {
  id: number;
  name: string;
  description: string;
  country: string;
  city: string;
  latitude: number;
  longitude: number;
  network_zone: string;
}

export interface Datacenter {
  id: number;
  name: string;
  location: string;
}

export interface ServerType {
  id: number;
  name: string;
  cores: number;
  /** GB */
  memory: number;
  /** GB */
  disk: number;
  architecture: "x86" | "arm";
  cpuType: "shared" | "dedicated";
  category: string;
  /** EUR per month without VAT. */
  monthlyNet: number;
  locations: string[];
  deprecation: { announced: string; unavailable_after: string } | null;
}

export const LOCATIONS: Location[] = [
  location(1, "fsn1", "Falkenstein DC Park 1", "DE", "Falkenstein", 50.47612, 12.370071, "eu-central"),
  location(2, "nbg1", "Nuremberg DC Park 1", "DE", "Nuremberg", 49.452102, 11.076665, "eu-central"),
  location(3, "hel1", "Helsinki DC Park 1", "FI", "Helsinki", 60.169855, 24.938379, "eu-central"),
  location(4, "ash", "Ashburn, VA", "US", "Ashburn, VA", 39.045821, -77.487073, "us-east"),
  location(5, "hil", "Hillsboro, OR", "US", "Hillsboro, OR", 45.54222, -122.951924, "us-west"),
  location(6, "sin", "Singapore", "SG", "Singapore", 1.283333, 103.833333, "ap-southeast"),
];

export const DATACENTERS: Datacenter[] = [
  { id: 2, name: "nbg1-dc3", location: "nbg1" },
  { id: 3, name: "hel1-dc2", location: "hel1" },
  { id: 4, name: "fsn1-dc14", location: "fsn1" },
  { id: 5, name: "ash-dc1", location: "ash" },
  { id: 6, name: "hil-dc1", location: "hil" },
];

const EUROPE = ["fsn1", "nbg1", "hel1"];
const OVERSEAS = ["ash", "hil", "sin"];
const EVERYWHERE = [...EUROPE, ...OVERSEAS];

const CX_OF_2018 = { announced: "2024-06-06T00:00:00Z", unavailable_after: "2024-09-06T00:00:00Z" };
const CX_OF_2024 = { announced: "2025-10-16T06:00:00Z", unavailable_after: "2025-12-31T23:59:59Z" };

export const SERVER_TYPES: ServerType[] = [
  shared("cx11", 1, [1, 2, 20], 3.29, EUROPE, CX_OF_2018),
  shared("cx21", 3, [2, 4, 40], 4.85, EUROPE, CX_OF_2018),
  shared("cx31", 5, [2, 8, 80], 9.2, EUROPE, CX_OF_2018),
  shared("cx41", 7, [4, 16, 160], 16.9, EUROPE, CX_OF_2018),
  shared("cx51", 9, [8, 32, 240], 32.4, EUROPE, CX_OF_2018),
  shared("cpx11", 22, [2, 2, 40], 3.85, OVERSEAS),
  shared("cpx21", 23, [3, 4, 80], 7.05, OVERSEAS),
  shared("cpx31", 24, [4, 8, 160], 13.1, OVERSEAS),
  shared("cpx41", 25, [8, 16, 240], 24.7, OVERSEAS),
  shared("cpx51", 26, [16, 32, 360], 54.4, OVERSEAS),
  arm("cax11", 45, [2, 4, 40], 3.29),
  arm("cax21", 93, [4, 8, 80], 5.99),
  arm("cax31", 94, [8, 16, 160], 11.99),
  arm("cax41", 95, [16, 32, 320], 23.99),
  dedicated("ccx13", 96, [2, 8, 80], 42.99),
  dedicated("ccx23", 97, [4, 16, 160], 85.99),
  dedicated("ccx33", 98, [8, 32, 240], 138.49),
  dedicated("ccx43", 99, [16, 64, 360], 275.99),
  dedicated("ccx53", 100, [32, 128, 600], 191.99),
  dedicated("ccx63", 101, [48, 192, 960], 287.99),
  shared("cx32", 105, [4, 8, 80], 8.49, EUROPE, CX_OF_2024),
  shared("cpx22", 109, [2, 4, 80], 19.49, EUROPE),
  shared("cpx32", 110, [4, 8, 160], 35.49, EUROPE),
  shared("cpx42", 111, [8, 16, 320], 69.49, EUROPE),
  shared("cpx52", 112, [12, 24, 480], 100.49, EUROPE),
  shared("cpx62", 113, [16, 32, 640], 129.99, EUROPE),
  shared("cx23", 114, [2, 4, 40], 5.49, EUROPE),
  shared("cx33", 115, [4, 8, 80], 8.49, EUROPE),
  shared("cx43", 116, [8, 16, 160], 15.99, EUROPE),
  shared("cx53", 117, [16, 32, 320], 29.49, EUROPE),
];

/** Name, operating system flavour and version, description; each exists for x86 and for arm. */
export const SYSTEM_IMAGES: [name: string, flavor: string, version: string, description: string][] = [
  ["ubuntu-20.04", "ubuntu", "20.04", "Ubuntu 20.04"],
  ["ubuntu-22.04", "ubuntu", "22.04", "Ubuntu 22.04"],
  ["ubuntu-24.04", "ubuntu", "24.04", "Ubuntu 24.04"],
  ["debian-11", "debian", "11", "Debian 11"],
  ["debian-12", "debian", "12", "Debian 12"],
  ["debian-13", "debian", "13", "Debian 13"],
  ["fedora-42", "fedora", "42", "Fedora 42"],
  ["centos-stream-9", "centos", "stream-9", "CentOS Stream 9"],
  ["centos-stream-10", "centos", "stream-10", "CentOS Stream 10"],
  ["rocky-8", "rocky", "8", "Rocky Linux 8"],
  ["rocky-9", "rocky", "9", "Rocky Linux 9"],
  ["rocky-10", "rocky", "10", "Rocky Linux 10"],
  ["alma-8", "alma", "8", "AlmaLinux 8"],
  ["alma-9", "alma", "9", "AlmaLinux 9"],
  ["alma-10", "alma", "10", "AlmaLinux 10"],
  ["opensuse-15", "opensuse", "15", "openSUSE Leap 15"],
];

/**
 * Images with an application on them, all on Ubuntu 24.04; each exists for x86 and for arm.
 * https://github.com/hetznercloud/apps, folder apps/hetzner
 */
export const APP_IMAGES = [
  ...["collabora", "coolify", "docker-ce", "gitlab", "go", "jitsi", "lamp", "nextcloud", "owncast", "photoprism"],
  ...["prometheus-grafana", "ruby", "rustdesk", "wireguard", "wordpress"],
] as const;

/** EUR without VAT, 2024-04. */
export const PRICES = {
  volumeGbMonth: 0.044,
  floatingIpMonth: 3,
  primaryIpv4Month: 0.5,
  imageGbMonth: 0.011,
  trafficTb: 1,
  backupPercentage: 20,
  vatPercent: 19,
};

function location(
  id: number,
  name: string,
  description: string,
  country: string,
  city: string,
  latitude: number,
  longitude: number,
  networkZone: string,
): Location {
  return { id, name, description, country, city, latitude, longitude, network_zone: networkZone };
}

type Size = [cores: number, memory: number, disk: number];

function shared(
  name: string,
  id: number,
  [cores, memory, disk]: Size,
  monthlyNet: number,
  locations: string[],
  deprecation: ServerType["deprecation"] = null,
): ServerType {
  const category = name.startsWith("cpx") ? "regular_performance" : "cost_optimized";
  return {
    id,
    name,
    cores,
    memory,
    disk,
    architecture: "x86",
    cpuType: "shared",
    category,
    monthlyNet,
    locations,
    deprecation,
  };
}

function arm(name: string, id: number, size: Size, monthlyNet: number): ServerType {
  return { ...shared(name, id, size, monthlyNet, EUROPE), architecture: "arm" };
}

function dedicated(name: string, id: number, size: Size, monthlyNet: number): ServerType {
  const type = shared(name, id, size, monthlyNet, EVERYWHERE);
  return { ...type, cpuType: "dedicated", category: "general_purpose" };
}
