import { datedChanges, shapeDifference, type ShapeChangeKind, type ShapeDifference } from '../analytics/shape-difference';
import type { Sql } from '../store/pool';
import type { StoredShape } from '../store/read/current-shapes';
import { listShapeCourse } from '../store/read/list-shape-course';
import { listShapes, type ShapeFilter, type ShapeWithBefore } from '../store/read/list-shapes';
import { notFound } from './database-access';
import { MonitorInputError } from './monitor-error';
import type { ComparisonQuestion } from './shape-questions';

/** A shape, and how it differs from the one before. */
export interface ShapeRow extends Omit<ShapeWithBefore, 'node_key' | 'fields_before' | 'always_empty_before'>, ShapeDifference {}

/** One end of a comparison. */
export type ShapeSide = Pick<
	StoredShape,
	| 'id' | 'revision' | 'fields' | 'optional_fields' | 'always_empty' | 'truncated' | 'first_seen_at' | 'last_seen_at'
	| 'first_execution_id' | 'last_execution_id' | 'first_version' | 'last_version'
>;

export interface ComparedShapes extends ShapeDifference {
	instance_id: string;
	workflow_id: string;
	node_id: string | null;
	node_name: string;
	output_index: number;
	mode: string;
	/** Null where the output has had no other shape before. */
	before: ShapeSide | null;
	after: ShapeSide;
	/** Each difference with the execution in which it was first seen. */
	changes: Array<{
		field: string;
		change: ShapeChangeKind;
		/** ISO 8601 */
		since: string;
		first_execution_id: string;
		workflow_version: string | null;
	}>;
}

const ANY_SHAPE = {
	workflowId: null, start: null, end: null, id: null, node: null, output: null, mode: null, current: null, after: null,
	limit: 1, offset: 0,
};

export async function readShapes(sql: Sql, filter: ShapeFilter): Promise<ShapeRow[]> {
	return (await listShapes(sql, filter)).map(
		({ node_key: _, fields_before: fields, always_empty_before: empty, ...row }) => ({
			...row,
			...shapeDifference(fields === null ? null : { fields, always_empty: empty ?? [] }, row),
		}),
	);
}

/** @throws MonitorNotFoundError where there is no such shape */
export async function compareShapes(
	sql: Sql,
	instanceId: string,
	{ shape, earlierId }: ComparisonQuestion,
): Promise<ComparedShapes> {
	const after = await shapeOf(sql, instanceId, shape);
	const earlier = earlierId === null ? null : await byId(sql, instanceId, 'earlierShapeId', earlierId);
	if (earlier !== null && !isEarlier(earlier, after)) {
		throw new MonitorInputError('earlierShapeId', earlierId, 'the id of an earlier shape of the same output');
	}
	const from = earlier?.revision ?? after.revision - 1;
	const course = await listShapeCourse(sql, instanceId, after.id, { from, to: after.revision });
	const before = after.revision === 1 || course[0]?.id === after.id ? null : course[0];
	return {
		instance_id: instanceId,
		workflow_id: after.workflow_id,
		node_id: after.node_id,
		node_name: after.node_name,
		output_index: after.output_index,
		mode: after.mode,
		...shapeDifference(before, after),
		changes: datedChanges(course).map(({ field, change, since }) => ({
			field,
			change,
			since: since.first_seen_at,
			first_execution_id: since.first_execution_id,
			workflow_version: since.first_version,
		})),
		before: before === null ? null : sideOf(before),
		after: sideOf(after),
	};
}

async function shapeOf(
	sql: Sql,
	instanceId: string,
	shape: ComparisonQuestion['shape'],
): Promise<ShapeWithBefore> {
	if ('id' in shape) return await byId(sql, instanceId, 'shapeId', shape.id);
	const [found] = await listShapes(sql, { ...ANY_SHAPE, instanceId, ...shape, current: true });
	return found ?? notFound('node', shape.node, 'output');
}

async function byId(sql: Sql, instanceId: string, field: string, id: string): Promise<ShapeWithBefore> {
	const [found] = await listShapes(sql, { ...ANY_SHAPE, instanceId, id });
	return found ?? notFound(field, id, 'shape');
}

function isEarlier(one: ShapeWithBefore, other: ShapeWithBefore): boolean {
	const places = [one, other].map(({ workflow_id, node_key, output_index, mode }) =>
		JSON.stringify([workflow_id, node_key, output_index, mode]),
	);
	return places[0] === places[1] && one.revision < other.revision;
}

function sideOf(shape: ShapeSide): ShapeSide {
	const { id, revision, fields, optional_fields, always_empty, truncated } = shape;
	const { first_seen_at, last_seen_at, first_execution_id, last_execution_id, first_version, last_version } = shape;
	return {
		id, revision, fields, optional_fields, always_empty, truncated, first_seen_at, last_seen_at, first_execution_id,
		last_execution_id, first_version, last_version,
	};
}
