export { imageType, networkZone } from "./machines.ts";
