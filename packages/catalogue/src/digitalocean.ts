import { pricePerHour } from "./price-per-hour.ts";
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

/** Four weeks: what a price per month is divided by for the price per hour. */
const BILLED_HOURS_PER_MONTH = 672;

/**
 * DigitalOcean. Sizes and prices as its API listed them in August 2026, in every region alike; which region sells which size is not
 * part of that list. A private network reaches within its region. A public IPv4 address is part of the price; daily backups are 30 %.
 */
export const digitalocean: CloudCatalogue = {
  currency: "USD",
  regions: REGIONS,
  machineTypes: [
    machineType("s-1vcpu-1gb", 1, 1, 25, 6),
    machineType("s-1vcpu-2gb", 1, 2, 50, 12),
    machineType("s-2vcpu-2gb", 2, 2, 60, 18),
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
  // The names of before 2018, which had one line of machines only.
  successors: {
    "1gb": ["s-1vcpu-1gb"],
    "2gb": ["s-1vcpu-2gb"],
    "4gb": ["s-2vcpu-4gb"],
    "8gb": ["s-4vcpu-8gb"],
    "16gb": ["s-8vcpu-16gb"],
    "32gb": ["s-8vcpu-32gb-amd"],
  },
  extras: { ipv4PerMonth: 0, volumeGibPerMonth: 0.1, backupShare: 0.3 },
  billedHoursPerMonth: BILLED_HOURS_PER_MONTH,
  images: [
    { name: "debian-13-x64", description: "Debian 13" },
    { name: "ubuntu-24-04-x64", description: "Ubuntu 24.04" },
  ],
  image: "debian-13-x64",
};

function region(name: string, city: string, country: string) {
  return { name, city, country, networkZone: name };
}

function machineType(name: string, cores: number, memoryGib: number, diskGib: number, amount: number): MachineType {
  const pricePerMonth = { amount, currency: "USD" };
  const hour = pricePerHour(pricePerMonth, BILLED_HOURS_PER_MONTH);
  return { name, cores, memoryGib, diskGib, pricePerHour: hour, pricePerMonth, regions: EVERYWHERE };
}
