import type { ErrorGroupDetails, HistoryRow } from '../store/read/find-error-group';
import type { AlertRow } from '../store/read/list-alerts';
import type { ErrorGroupRow } from '../store/read/list-error-groups';
import type { ErrorRow } from '../store/read/list-errors';
import { withAliases, type WithAliases } from './aliases';
import {
	alertAcknowledgement,
	alertComment,
	alertIdOf,
	alertReopening,
	alertResolution,
	errorGroupAssignment,
	errorGroupNote,
	errorGroupIdOf,
	errorGroupIgnorance,
	errorGroupReopening,
	errorGroupResolution,
	errorReopening,
	errorResolution,
	type ErrorGroupChange,
} from './changes';
import { errorGroupQuestion, type ErrorGroupQuery } from './read-questions';
import { Streams } from './streams';

export type MonitorErrorRow = WithAliases<ErrorRow>;
export type MonitorAlert = WithAliases<AlertRow>;
export type MonitorErrorGroup = WithAliases<ErrorGroupRow>;
export type MonitorHistory = WithAliases<HistoryRow>;

/** Who does it, and what there is to say. */
interface Doer {
	by?: string;
	notes?: string;
}

/** What people do about errors and alerts, and who did it. */
export class Triage extends Streams {
	/** An error that is resolved already stays so. */
	async resolveError(
		errorId: string,
		resolution: { notes?: string; resolvedBy?: string } = {},
	): Promise<MonitorErrorRow> {
		return withAliases(await this.open().resolveError(errorResolution(errorId, resolution)));
	}

	/** The first one to acknowledge an alert stays its owner. */
	async acknowledgeAlert(alertId: string, acknowledgedBy?: string): Promise<MonitorAlert> {
		return withAliases(
			await this.open().changeAlert(alertAcknowledgement(alertId, acknowledgedBy)),
		);
	}

	async resolveAlert(
		alertId: string,
		resolution: string | { resolvedBy?: string; notes?: string } = {},
	): Promise<MonitorAlert> {
		const given = typeof resolution === 'string' ? { resolvedBy: resolution } : resolution;
		return withAliases(await this.open().changeAlert(alertResolution(alertId, given)));
	}

	/** Opens a resolved alert again; one that is open stays as it is. */
	async reopenAlert(alertId: string, by: Doer = {}): Promise<MonitorAlert> {
		return withAliases(await this.open().changeAlert(alertReopening(alertId, by)));
	}

	/** Adds to the history of an alert. */
	async commentAlert(alertId: string, comment: Doer & { notes: string }): Promise<MonitorAlert> {
		return withAliases(await this.open().changeAlert(alertComment(alertId, comment)));
	}

	/** All that happened to an alert and who did it, oldest first. */
	async getAlertHistory(alertId: string): Promise<MonitorHistory[]> {
		return (await this.open().alertHistory(alertIdOf(alertId))).map(withAliases);
	}

	/** Takes back a resolution; a group that was resolved is reopened with it. */
	async reopenError(errorId: string, { by }: { by?: string } = {}): Promise<MonitorErrorRow> {
		return withAliases(await this.open().reopenError(errorReopening(errorId, by)));
	}

	/** The errors with one cause, last seen first. */
	async getErrorGroups(query: ErrorGroupQuery = {}): Promise<MonitorErrorGroup[]> {
		return (await this.open().errorGroups(errorGroupQuestion(query))).map(withAliases);
	}

	/** One group with its days and its history. */
	async getErrorGroup(groupId: string): Promise<WithAliases<ErrorGroupDetails>> {
		return withAliases(await this.open().errorGroup(errorGroupIdOf(groupId)));
	}

	/**
	 * Its errors until now read as resolved; one that comes later is a regression. With `inNextVersion` errors of the
	 * version that is published now are still to be expected; where the errors do not tell versions it is refused.
	 */
	async resolveErrorGroup(
		groupId: string,
		resolution: { resolvedBy?: string; notes?: string; inNextVersion?: boolean } = {},
	): Promise<MonitorErrorGroup> {
		return await this.#changeGroup(errorGroupResolution(groupId, resolution));
	}

	async reopenErrorGroup(groupId: string, by: Doer = {}): Promise<MonitorErrorGroup> {
		return await this.#changeGroup(errorGroupReopening(groupId, by));
	}

	/** Until a time, until so many more errors, or, with neither, until it is reopened. */
	async ignoreErrorGroup(
		groupId: string,
		given: Doer & { until?: string | number | Date; occurrences?: number } = {},
	): Promise<MonitorErrorGroup> {
		return await this.#changeGroup(errorGroupIgnorance(groupId, given));
	}

	/** Says who looks into it; null for nobody. */
	async assignErrorGroup(
		groupId: string,
		assignedTo: string | null,
		by: Doer = {},
	): Promise<MonitorErrorGroup> {
		return await this.#changeGroup(errorGroupAssignment(groupId, { ...by, assignedTo }));
	}

	/** Adds to the history of a group. */
	async noteErrorGroup(
		groupId: string,
		note: Doer & { notes: string },
	): Promise<MonitorErrorGroup> {
		return await this.#changeGroup(errorGroupNote(groupId, note));
	}

	async #changeGroup(change: ErrorGroupChange): Promise<MonitorErrorGroup> {
		return withAliases(await this.open().changeErrorGroup(change));
	}
}
