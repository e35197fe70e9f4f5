/** Why something failed, as it is stored and shown. */
export interface Failure {
  code: string;
  reason: string;
  nextStep: string;
}
