import type { INodeProperties } from 'n8n-workflow';

export const modelField: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. gpt-4o*',
	description: 'The name as workflows request it, or a pattern in which * stands for any text; of several the longest counts',
};

/** Entries of the collection of additional fields. */
export const providerField: INodeProperties = {
	displayName: 'Provider',
	name: 'provider',
	type: 'string',
	default: '',
	placeholder: 'e.g. openai',
	description: 'Only runs of this provider, as AI Usage names it; empty means any',
};

export const validFromField: INodeProperties = {
	displayName: 'Valid From',
	name: 'validFrom',
	type: 'dateTime',
	default: '',
	description: 'Runs from this time on have this price; empty means from the beginning',
};
