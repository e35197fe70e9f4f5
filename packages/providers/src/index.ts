export {
  STAND_INS,
  type StandInOptions,
  type StandInPackage,
  type StandIns,
  serveStandIns,
} from "./serve-stand-ins.ts";
