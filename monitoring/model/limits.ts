/**
 * Lengths of the text columns, in characters. What people give beyond them is refused by name; what is
 * captured is cut with a mark. `message` and the like are `text` in Postgres and bounded here only.
 */
export const TEXT_LIMITS = {
	workflow_id: 255,
	execution_id: 255,
	node_id: 255,
	node_name: 255,
	last_node: 255,
	mode: 50,
	retry_of: 255,
	parent_execution_id: 255,
	parent_workflow_id: 255,
	error_code: 100,
	title: 255,
	acknowledged_by: 255,
	resolved_by: 255,
	fingerprint: 128,
	trigger_node: 255,
	trigger_type: 255,
	workflow_version: 255,
	provider: 100,
	model: 255,
	name: 1_000,
	message: 16_384,
	error_message: 16_384,
	error_stack: 16_384,
	description: 16_384,
	resolution_notes: 16_384,
} as const;

/** A text that is captured is cut to this before anything else is done with it. */
export const CAPTURED_TEXT_MAX = 16_384;

/** The largest value of Postgres' `integer`; longer durations are capped, with a mark in metadata. */
export const INTEGER_MAX = 2_147_483_647;

/** Days back and ahead of now within which a log row may lie; others are clamped and keep their time in metadata. */
export const LOG_RETENTION_DAYS = 90;
export const LOG_AHEAD_DAYS = 1;

/** Metadata that a person or a node gives may be this large as JSON, in characters. */
export const METADATA_MAX = 65_536;
