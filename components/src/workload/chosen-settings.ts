/** Values that a tenant chose, by the settings' names, as text. */
export type ChosenSettings = Readonly<Record<string, string>>;
