/** Of every command on a machine: a machine that writes without end must not have the engine show each line of it. */
export const QUIET_COMMAND = { addPreviousOutputInEnv: false, logging: "none" } as const;

/** Goes with it: commands of before were shown, and running them again for that alone serves nobody. */
export const KEEPS_LOGGING = { ignoreChanges: ["logging"] };
