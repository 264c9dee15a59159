import { isResourceLocatorValue, type INodeProperties } from 'n8n-workflow';
import type { listSearch } from './choices';

/** A field in which something is chosen from a list or named by its id. */
export function chosenField(
	field: Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'required' | 'displayOptions'>,
	{ search, example }: { search: keyof typeof listSearch; example: string },
): INodeProperties {
	return {
		...field,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: search, searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: `e.g. ${example}` },
		],
	};
}

/** What was chosen, as its id; whatever else a parameter holds as it is. */
export function chosen(value: unknown): unknown {
	return isResourceLocatorValue(value) ? value.value : value;
}

/**
 * The same as a field of an AI tool, which the model fills in unless somebody else does.
 *
 * @param wanted what the model is told to give
 */
export function orByModel(field: INodeProperties, wanted: string): INodeProperties[] {
	const { displayName, name, required, description } = field;
	return [
		{ ...field, displayOptions: { ...field.displayOptions, hide: { '@tool': [true] } } },
		{
			displayName,
			name,
			required,
			description,
			type: 'string',
			default: byModel(displayName, wanted),
			displayOptions: { show: { ...field.displayOptions?.show, '@tool': [true] } },
		},
	];
}

/** As n8n's editor writes it where somebody lets the model define a field. */
export function byModel(displayName: string, wanted: string): string {
	const key = displayName.replaceAll(' ', '_');
	return `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`${wanted}\`, 'string') }}`;
}
