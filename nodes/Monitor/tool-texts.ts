import type { IDisplayOptions } from 'n8n-workflow';
import type { ToolTexts } from '../tool-descriptions';

/** Of an option that a model may not choose; the router refuses it too. */
export const NOT_AS_TOOL: IDisplayOptions = { hide: { '@tool': [true] } };

/** What a model is told about what it may do. */
export const TOOL_TEXTS: ToolTexts = {
	alert: {
		acknowledge: 'Notes that somebody looks after an alert, so that others need not. Wants the id of the alert, which the list of alerts gives. It does not resolve the alert.',
		comment: 'Adds a comment to the history of an alert, for the people who look after it. Wants the id of the alert and the text.',
	},
	errorGroup: {
		addNote: 'Adds a note to the history of a group of errors, for the people who look into it. Wants the group_id, which the lists of errors and error groups give, and the text.',
	},
};
