import type { CloudCatalogue, MachineType } from "./types.ts";

const REGIONS = [
  region("fra1", "Frankfurt", "DE"),
  region("ams3", "Amsterdam", "NL"),
  region("lon1", "London", "GB"),
  region("nyc1", "New York", "US"),
  region("nyc3", "New York", "US"),
  region("sfo2", "San Francisco", "US"),
  region("sfo3", "San Francisco", "US"),
  region("tor1", "Toronto", "CA"),
  region("blr1", "Bangalore", "IN"),
  region("sgp1", "Singapore", "SG"),
  region("syd1", "Sydney", "AU"),
];
const EVERYWHERE = REGIONS.map(({ name }) => name);

/**
 * DigitalOcean. Sizes and prices as its API listed them in August 2026, in every region alike; which region sells which size is not
 * part of that list. A private network reaches within its region. A public IPv4 address is part of the price; daily backups are 30 %.
 */
export const digitalocean: CloudCatalogue = {
  currency: "USD",
  regions: REGIONS,
  machineTypes: [
    machineType("s-2vcpu-4gb", 2, 4, 80, 24),
    machineType("s-4vcpu-8gb", 4, 8, 160, 48),
    machineType("s-8vcpu-16gb", 8, 16, 320, 96),
    machineType("s-8vcpu-32gb-amd", 8, 32, 400, 168),
    machineType("c-2", 2, 4, 25, 42),
    machineType("g-2vcpu-8gb", 2, 8, 25, 63),
    machineType("g-4vcpu-16gb", 4, 16, 50, 126),
    machineType("m-2vcpu-16gb", 2, 16, 50, 84),
    machineType("m-4vcpu-32gb", 4, 32, 100, 168),
    machineType("g-8vcpu-32gb", 8, 32, 100, 252),
  ],
  ladder: {
    small: ["s-2vcpu-4gb", "c-2"],
    medium: ["s-4vcpu-8gb", "g-2vcpu-8gb"],
    large: ["s-8vcpu-16gb", "g-4vcpu-16gb"],
    xlarge: ["s-8vcpu-32gb-amd", "m-4vcpu-32gb", "g-8vcpu-32gb"],
  },
  extras: { ipv4PerMonth: 0, volumeGibPerMonth: 0.1, backupShare: 0.3 },
  image: "debian-13-x64",
};

function region(name: string, city: string, country: string) {
  return { name, city, country, networkZone: name };
}

function machineType(name: string, cores: number, memoryGib: number, diskGib: number, amount: number): MachineType {
  return { name, cores, memoryGib, diskGib, pricePerMonth: { amount, currency: "USD" }, regions: EVERYWHERE };
}
