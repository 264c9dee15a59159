import { DEFAULT_SCHEMA, SCHEMA_PATTERN } from '../model/connection';

/**
 * The schema as it may stand in SQL text: checked against a narrow pattern and quoted once.
 *
 * @throws Error where the name is anything but lower-case letters, digits and underscores
 */
export function quotedSchema(schema: string | undefined): string {
	const name = schema === undefined || schema === '' ? DEFAULT_SCHEMA : schema;
	if (!SCHEMA_PATTERN.test(name)) {
		throw new Error(
			`The schema name ${JSON.stringify(name.slice(0, 60))} cannot be used: lower-case letters, digits and underscores only, at most 48, not beginning with a digit`,
		);
	}
	return `"${name}"`;
}
