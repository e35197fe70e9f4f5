import { pricePerHour } from "./price-per-hour.ts";
import type { CloudCatalogue, MachineType } from "./types.ts";

const EUROPE = ["fsn1", "nbg1", "hel1"] as const;
const OVERSEAS = ["ash", "hil", "sin"] as const;
const EVERYWHERE = [...EUROPE, ...OVERSEAS];

/** What a price per month is divided by for the price per hour: the figures of the price list. */
const BILLED_HOURS_PER_MONTH = 624;

/** Sold no longer. Machines of these types run on, so what they are and cost stays known. */
const RETIRED = [
  machineType("cx11", 1, 2, 20, 3.29, []),
  machineType("cx21", 2, 4, 40, 4.85, []),
  machineType("cx31", 2, 8, 80, 9.2, []),
  machineType("cx41", 4, 16, 160, 16.9, []),
  machineType("cx51", 8, 32, 240, 32.4, []),
  machineType("cx32", 4, 8, 80, 8.49, []),
];

/**
 * Hetzner Cloud. Sizes as its API lists them; net prices per month in Falkenstein for the CX and CCX lines (September 2026),
 * of April 2024 for the old CPX line, which is sold outside Europe only. Live prices replace these where an account is asked.
 */
export const hetzner: CloudCatalogue = {
  currency: "EUR",
  regions: [
    { name: "fsn1", city: "Falkenstein", country: "DE", networkZone: "eu-central" },
    { name: "nbg1", city: "Nuremberg", country: "DE", networkZone: "eu-central" },
    { name: "hel1", city: "Helsinki", country: "FI", networkZone: "eu-central" },
    { name: "ash", city: "Ashburn, VA", country: "US", networkZone: "us-east" },
    { name: "hil", city: "Hillsboro, OR", country: "US", networkZone: "us-west" },
    { name: "sin", city: "Singapore", country: "SG", networkZone: "ap-southeast" },
  ],
  machineTypes: [
    ...RETIRED,
    machineType("cx23", 2, 4, 40, 5.49, EUROPE),
    machineType("cx33", 4, 8, 80, 8.49, EUROPE),
    machineType("cx43", 8, 16, 160, 15.99, EUROPE),
    machineType("cx53", 16, 32, 320, 29.49, EUROPE),
    machineType("cpx22", 2, 4, 80, 19.49, EUROPE),
    machineType("cpx32", 4, 8, 160, 35.49, EUROPE),
    machineType("cpx42", 8, 16, 320, 69.49, EUROPE),
    machineType("cpx62", 16, 32, 640, 129.99, EUROPE),
    machineType("cpx11", 2, 2, 40, 3.85, OVERSEAS),
    machineType("cpx21", 3, 4, 80, 7.05, OVERSEAS),
    machineType("cpx31", 4, 8, 160, 13.1, OVERSEAS),
    machineType("cpx41", 8, 16, 240, 24.7, OVERSEAS),
    machineType("cpx51", 16, 32, 360, 54.4, OVERSEAS),
    machineType("ccx13", 2, 8, 80, 42.99, EVERYWHERE),
    machineType("ccx23", 4, 16, 160, 85.99, EVERYWHERE),
    machineType("ccx33", 8, 32, 240, 138.49, EVERYWHERE),
    machineType("ccx43", 16, 64, 360, 275.99, EVERYWHERE),
  ],
  ladder: {
    small: ["cx23", "cpx22", "cpx21"],
    medium: ["cx33", "cpx32", "cpx31"],
    large: ["cx43", "cpx42", "cpx41"],
    xlarge: ["cx53", "cpx62", "cpx51"],
  },
  // The CX line of 2018 ended on 6 September 2024, that of 2024 on 31 December 2025; the old CPX line left Europe.
  successors: {
    cx11: ["cx23", "cpx21"],
    cx21: ["cx23", "cpx21"],
    cx31: ["cx33", "cpx31"],
    cx41: ["cx43", "cpx41"],
    cx51: ["cx53", "cpx51"],
    cx22: ["cx23", "cpx21"],
    cx32: ["cx33", "cpx31"],
    cx42: ["cx43", "cpx41"],
    cx52: ["cx53", "cpx51"],
    cpx11: ["cpx22", "cpx21"],
    cpx21: ["cpx22"],
    cpx31: ["cpx32"],
    cpx41: ["cpx42"],
    cpx51: ["cpx62"],
  },
  extras: { ipv4PerMonth: 0.5, volumeGibPerMonth: 0.044, backupShare: 0.2 },
  billedHoursPerMonth: BILLED_HOURS_PER_MONTH,
  images: [
    { name: "debian-12", description: "Debian 12" },
    { name: "debian-13", description: "Debian 13" },
    { name: "ubuntu-24.04", description: "Ubuntu 24.04" },
  ],
  image: "debian-12",
};

function machineType(
  name: string,
  cores: number,
  memoryGib: number,
  diskGib: number,
  amount: number,
  regions: readonly string[],
): MachineType {
  const pricePerMonth = { amount, currency: "EUR" };
  const hour = pricePerHour(pricePerMonth, BILLED_HOURS_PER_MONTH);
  return { name, cores, memoryGib, diskGib, pricePerHour: hour, pricePerMonth, regions };
}
