import { findAlert } from '../store/read/find-alert';
import {
	findErrorGroup,
	type ErrorGroupDetails,
	type HistoryRow,
} from '../store/read/find-error-group';
import type { AlertRow } from '../store/read/list-alerts';
import { listAlertHistory } from '../store/read/list-alert-history';
import {
	listErrorGroups,
	type ErrorGroupFilter,
	type ErrorGroupRow,
} from '../store/read/list-error-groups';
import type { ErrorRow } from '../store/read/list-errors';
import { changeAlert } from '../store/write/change-alert';
import { changeErrorGroup } from '../store/write/change-error-group';
import { reopenError } from '../store/write/reopen-error';
import { resolveError } from '../store/write/resolve-error';
import { sendTestEvent, type TestEvent } from '../store/write/send-test-event';
import type { AlertChange, ErrorGroupChange, ErrorReopening, ErrorResolution } from './changes';
import { notFound } from './database-access';
import { MonitorInputError, MonitorNotFoundError } from './monitor-error';
import type { Question } from './read-questions';
import { StreamDatabase } from './stream-database';

/** What people do about errors and alerts. */
export class TriageDatabase extends StreamDatabase {
	async resolveError({ id, ...resolution }: ErrorResolution): Promise<ErrorRow> {
		const row = await this.run(
			async (store, instance) => await resolveError(store, instance, id, resolution),
		);
		return row ?? notFound('errorId', id, 'error');
	}

	async reopenError({ id, by }: ErrorReopening): Promise<ErrorRow> {
		const row = await this.run(async (store, instance) => await reopenError(store, instance, id, by));
		return row ?? notFound('errorId', id, 'error');
	}

	async changeErrorGroup({ groupId, change, by, note }: ErrorGroupChange): Promise<ErrorGroupRow> {
		if (change.action === 'resolve' && change.inNextVersion) await this.#mustKnowVersion(groupId);
		const row = await this.run(
			async (sql, instance) => await changeErrorGroup(sql, instance, groupId, change, { by, note }),
		);
		return row ?? notFound('groupId', groupId, 'error group');
	}

	async changeAlert({ id, action, by, note }: AlertChange): Promise<AlertRow> {
		const row = await this.run(
			async (sql, instance) => await changeAlert(sql, instance, id, action, { by, note }),
		);
		return row ?? notFound('alertId', id, 'alert');
	}

	/** Oldest first. */
	async alertHistory(id: string): Promise<HistoryRow[]> {
		return await this.run(async (sql, instance) => {
			if ((await findAlert(sql, instance, id)) === null) notFound('alertId', id, 'alert');
			return await listAlertHistory(sql, instance, id);
		});
	}

	async errorGroups(question: Question<ErrorGroupFilter>): Promise<ErrorGroupRow[]> {
		return await this.read(
			question,
			async (sql, instanceId) => await listErrorGroups(sql, { ...question, instanceId }),
		);
	}

	async errorGroup(groupId: string): Promise<ErrorGroupDetails> {
		const group = await this.run(
			async (sql, instance) => await findErrorGroup(sql, instance, groupId),
		);
		return group ?? notFound('groupId', groupId, 'error group');
	}

	/** Without versions nobody could tell when the next one is there. */
	async #mustKnowVersion(groupId: string): Promise<void> {
		if ((await this.errorGroup(groupId)).last_version !== null) return;
		throw new MonitorInputError(
			'inNextVersion',
			true,
			'false, since the errors of this group do not say which version of the workflow they come from',
		);
	}

	/**
	 * Has published Monitor Triggers start once with a sample; null means all of them.
	 *
	 * @throws MonitorNotFoundError where none is published that starts on anything
	 */
	async sendTestEvent(workflowId: string | null): Promise<TestEvent[]> {
		const sent = await this.run(async (sql, instance) => await sendTestEvent(sql, instance, workflowId));
		if (sent.length > 0) return sent;
		const known = 'a published workflow whose Monitor Trigger starts on an event';
		throw new MonitorNotFoundError('monitorWorkflowId', workflowId ?? 'all', known);
	}
}
