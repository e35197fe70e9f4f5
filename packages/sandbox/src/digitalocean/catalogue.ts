/**
 * What DigitalOcean sells, as far as the emulator knows it. Where each fact comes from, and which ones are made up, is in
 * `docs/emulator-differences.md`.
 */

export interface Region {
  slug: string;
  name: string;
}

export interface Size {
  slug: string;
  description: string;
  /** MiB */
  memory: number;
  vcpus: number;
  /** GB */
  disk: number;
  /** TB per month */
  transfer: number;
  /** USD */
  monthly: number;
}

export interface DistributionImage {
  id: number;
  slug: string;
  distribution: string;
  name: string;
  /** Something is installed on the distribution: a "1-Click App". @default - a distribution alone */
  isApplication?: boolean;
}

/** Regions that take orders; the vendor's closed ones (ams2, sfo1) are left out. */
export const REGIONS: readonly Region[] = [
  { slug: "ams3", name: "Amsterdam 3" },
  { slug: "blr1", name: "Bangalore 1" },
  { slug: "fra1", name: "Frankfurt 1" },
  { slug: "lon1", name: "London 1" },
  { slug: "nyc1", name: "New York 1" },
  { slug: "nyc2", name: "New York 2" },
  { slug: "nyc3", name: "New York 3" },
  { slug: "sfo2", name: "San Francisco 2" },
  { slug: "sfo3", name: "San Francisco 3" },
  { slug: "sgp1", name: "Singapore 1" },
  { slug: "syd1", name: "Sydney 1" },
  { slug: "tor1", name: "Toronto 1" },
];

/** What every region can do. */
export const FEATURES = ["backups", "ipv6", "metadata", "install_agent", "storage", "image_transfer"];

export const SIZES: readonly Size[] = [
  size("s-1vcpu-512mb-10gb", "Basic", 512, 1, 10, 0.5, 4),
  size("s-1vcpu-1gb", "Basic", 1024, 1, 25, 1, 6),
  size("s-1vcpu-2gb", "Basic", 2048, 1, 50, 2, 12),
  size("s-2vcpu-2gb", "Basic", 2048, 2, 60, 3, 18),
  size("s-2vcpu-4gb", "Basic", 4096, 2, 80, 4, 24),
  size("s-4vcpu-8gb", "Basic", 8192, 4, 160, 5, 48),
  size("s-8vcpu-16gb", "Basic", 16384, 8, 320, 6, 96),
  size("s-8vcpu-32gb-amd", "Basic AMD", 32768, 8, 400, 10, 168),
  size("c-2", "CPU-Optimized", 4096, 2, 25, 4, 42),
  size("c-4", "CPU-Optimized", 8192, 4, 50, 5, 84),
  size("c-8", "CPU-Optimized", 16384, 8, 100, 6, 168),
  size("c-16", "CPU-Optimized", 32768, 16, 200, 7, 336),
  size("g-2vcpu-8gb", "General Purpose", 8192, 2, 25, 4, 63),
  size("g-4vcpu-16gb", "General Purpose", 16384, 4, 50, 5, 126),
  size("g-8vcpu-32gb", "General Purpose", 32768, 8, 100, 6, 252),
  size("m-2vcpu-16gb", "Memory-Optimized", 16384, 2, 50, 4, 84),
  size("m-4vcpu-32gb", "Memory-Optimized", 32768, 4, 100, 6, 168),
];

export const DISTRIBUTION_IMAGES: readonly DistributionImage[] = [
  { id: 190_000_001, slug: "debian-13-x64", distribution: "Debian", name: "13 x64" },
  { id: 190_000_002, slug: "ubuntu-22-04-x64", distribution: "Ubuntu", name: "22.04 (LTS) x64" },
  { id: 190_000_003, slug: "ubuntu-24-04-x64", distribution: "Ubuntu", name: "24.04 (LTS) x64" },
  { id: 190_000_004, slug: "ubuntu-26-04-x64", distribution: "Ubuntu", name: "26.04 (LTS) x64" },
  { id: 190_000_005, slug: "fedora-44-x64", distribution: "Fedora", name: "44 x64" },
  { id: 190_000_006, slug: "rockylinux-10-x64", distribution: "Rocky Linux", name: "10 x64" },
  { id: 190_000_007, slug: "centos-stream-10-x64", distribution: "CentOS", name: "Stream 10 x64" },
  // https://marketplace.digitalocean.com/apps/docker
  {
    id: 190_000_101,
    slug: "docker-20-04",
    distribution: "Ubuntu",
    name: "Docker on Ubuntu 22.04",
    isApplication: true,
  },
];

function size(
  slug: string,
  description: string,
  memory: number,
  vcpus: number,
  disk: number,
  transfer: number,
  monthly: number,
): Size {
  return { slug, description, memory, vcpus, disk, transfer, monthly };
}
