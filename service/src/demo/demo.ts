import type { Service } from "../compose/start-service.ts";
import type { DemoOptions } from "./options.ts";

/** One run of `npm run demo`. */
export interface Demo {
  options: DemoOptions;
  service: Service;
  home: string;
  /** For people. */
  err: NodeJS.WriteStream;
}
