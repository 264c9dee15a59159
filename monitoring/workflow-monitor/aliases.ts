type Camel<Name extends string> = Name extends `${infer Head}_${infer Tail}`
	? `${Head}${Capitalize<Camel<Tail>>}`
	: Name;

/** An object that has each of its fields by the spec's snake_case name and by its camelCase name. */
export type WithAliases<T extends object> = T & {
	[Name in keyof T & string as Camel<Name>]: T[Name];
};

/** The object with camelCase names beside its snake_case ones; values are the same, nothing below is touched. */
export function withAliases<T extends object>(row: T): WithAliases<T> {
	const both: Record<string, unknown> = Object.fromEntries(Object.entries(row));
	for (const [name, value] of Object.entries(row)) {
		both[name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())] = value;
	}
	return both as WithAliases<T>;
}
