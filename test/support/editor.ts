import type { Locator, Page } from 'playwright-core';

const COMMUNITY_PACKAGES = /^\/rest\/community-packages$/;

/** n8n 2.41's editor and settings, by what a person does in them. */
export class Editor {
	readonly #page: Page;

	readonly #url: string;

	constructor(page: Page, url: string) {
		this.#page = page;
		this.#url = url;
	}

	async signIn({ email, password }: { email: string; password: string }): Promise<void> {
		await this.#page.goto(`${this.#url}/signin`);
		await this.#page.fill('input[type=email]', email);
		await this.#page.fill('input[type=password]', password);
		await this.#page.keyboard.press('Enter');
		await this.#page.waitForURL((url) => !url.pathname.startsWith('/signin'));
	}

	/** Settings → Community nodes → Install. */
	async installPackage(name: string): Promise<void> {
		await this.#openCommunityNodes();
		await this.#page.getByRole('button', { name: /^Install/ }).first().click();
		await this.#page.locator('input[name=packageNameInput]').fill(name);
		await this.#test('user-agreement-checkbox').click();
		await this.#whileAnswering('POST', () => this.#test('install-community-package-button').click());
		await this.#packageCard(name).waitFor();
		await this.#test('communityPackageInstall-modal').waitFor({ state: 'hidden' });
	}

	/** The Update button of the package's card, and the question after it. */
	async updatePackage(name: string): Promise<void> {
		await this.#openCommunityNodes();
		await this.#packageCard(name).getByRole('button', { name: 'Update' }).click();
		await this.#whileAnswering('PATCH', () => this.#button('Confirm update').click());
	}

	async uninstallPackage(name: string): Promise<void> {
		await this.#openCommunityNodes();
		await this.#packageCard(name).getByTestId('action-toggle').click();
		await this.#page.getByRole('menuitem', { name: 'Uninstall package' }).click();
		await this.#whileAnswering('DELETE', () => this.#button('Confirm uninstall').click());
		await this.#packageCard(name).waitFor({ state: 'hidden' });
	}

	/** What the card of an installed package says: its name, its nodes, its version. */
	async packageCardText(name: string): Promise<string> {
		await this.#openCommunityNodes();
		return await this.#packageCard(name).filter({ hasText: /v\d/ }).innerText();
	}

	async newWorkflow(): Promise<void> {
		await this.#page.goto(`${this.#url}/workflow/new`);
		await this.#test('canvas-plus-button').waitFor();
	}

	async openWorkflow(id: string): Promise<void> {
		await this.#page.goto(`${this.#url}/workflow/${id}`);
		await this.#test('canvas-node').first().waitFor();
	}

	/** The id of the workflow that is open and was saved. */
	workflowId(): string {
		return new URL(this.#page.url()).pathname.split('/')[2];
	}

	/** Opens the list of nodes and types into its search. */
	async searchNode(words: string): Promise<void> {
		const search = this.#test('node-creator-search-bar');
		if (!(await search.isVisible())) {
			await this.#test('canvas-plus-button').or(this.#test('node-creator-plus-button')).first().click();
		}
		await search.fill(words);
	}

	/** An entry of the list, by its exact name. */
	async pickNode(name: string): Promise<void> {
		await this.nodeEntry(name).getByText(name, { exact: true }).click();
	}

	/** Of a node that was picked, one of the things that it can do; its panel opens. */
	async pickAction(action: string): Promise<void> {
		await this.nodeDetails().getByText(action, { exact: true }).click();
		await this.#panel().waitFor();
	}

	/** The trigger in the details of a node that was picked. */
	async pickTrigger(): Promise<void> {
		await this.triggerEntry().click();
		await this.#panel().waitFor();
	}

	nodeEntry(name: string): Locator {
		return this.#test('item-iterator-item').filter({ has: this.#page.getByText(name, { exact: true }) });
	}

	/** In the details of a node that was picked, its trigger. */
	triggerEntry(): Locator {
		const trigger = this.#page.locator('img[src*="/MonitorTrigger/"]');
		return this.nodeDetails().getByTestId('item-iterator-item').filter({ has: trigger }).first();
	}

	/** What a list of the open node offers. */
	async choices(parameter: string): Promise<string[]> {
		const field = this.#panel().getByTestId(`parameter-input-${parameter}`);
		await field.locator('input').first().click();
		const options = this.#page.getByRole('option').filter({ visible: true });
		await options.first().waitFor();
		const names = (await options.allInnerTexts()).map((text) => text.trim().split('\n')[0]);
		await this.#page.keyboard.press('Escape');
		return names;
	}

	/** The fields of the node that is open. */
	settings(): Locator {
		return this.#panel().locator('.node-settings');
	}

	nodeDetails(): Locator {
		return this.#test('node-creator');
	}

	async openNode(name: string): Promise<void> {
		await this.#page.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`).dblclick();
		await this.#panel().waitFor();
	}

	async closeNode(): Promise<void> {
		await this.#test('ndv-close-button').click();
		await this.#panel().waitFor({ state: 'hidden' });
	}

	/** The button that a node without a credential has. */
	async startCredential(): Promise<void> {
		await this.#test('node-credentials-slot').getByRole('button').first().click();
		await this.#credential().waitFor();
	}

	async fillCredential(fields: Record<string, string | number>): Promise<void> {
		for (const [name, value] of Object.entries(fields)) {
			await this.#credential().getByTestId(`parameter-input-${name}`).locator('input').fill(String(value));
		}
	}

	/** Turns a switch of a credential over. */
	async switchInCredential(name: string): Promise<void> {
		await this.#credential().getByTestId(`parameter-input-${name}`).locator('.el-switch').click();
	}

	/** The plus behind a node opens the list for the next one. */
	async addBehind(name: string): Promise<void> {
		const node = this.#page.locator('.vue-flow__node').filter({ has: this.#page.locator(`[data-node-name="${name}"]`) });
		await node.getByTestId('canvas-handle-plus').first().click();
		await this.nodeDetails().waitFor();
	}

	/** Types into a field of the open node; braces make an expression of it, as for whoever types them. */
	async fill(parameter: string, text: string): Promise<void> {
		await this.#panel().getByTestId(`parameter-input-${parameter}`).locator('input, textarea').first().fill(text);
	}

	/** Saving tests the credential. Its dialog closes by itself when the test was passed. */
	async saveCredential(): Promise<void> {
		await this.#whileAnswering('POST', () => this.#test('credential-save-button').click(), /^\/rest\/credentials\/test$/);
	}

	async whatCredentialTestSays(): Promise<string> {
		const details = this.#credential().getByText('More details');
		await details.click();
		return await this.#credential().innerText();
	}

	async untilCredentialIsSaved(): Promise<void> {
		await this.#credential().waitFor({ state: 'hidden' });
	}

	/** Opens the chosen credential again: n8n tests it and says so. */
	async reopenCredential(): Promise<string> {
		await this.#test('credential-edit-button').click();
		await this.#test('credentials-config-container-test-success').waitFor();
		return await this.#test('credentials-config-container-test-success').innerText();
	}

	async closeCredential(): Promise<void> {
		await this.#credential().getByRole('button', { name: /^close/i }).click();
		await this.untilCredentialIsSaved();
	}

	/** Waits until a list in a node's panel, which n8n fills a moment after it opens, shows such a choice; returns it. */
	async chosen(parameter: string, words: RegExp): Promise<string> {
		const input = this.#test(`parameter-input-${parameter}`).locator('input').first();
		let seen = '';
		for (const deadline = Date.now() + 20_000; !words.test(seen); ) {
			if (Date.now() > deadline) throw new Error(`"${parameter}" shows "${seen}"`);
			await this.#page.waitForTimeout(100);
			seen = await input.inputValue();
		}
		return seen;
	}

	/** Publishes the open workflow; returns what n8n then says. */
	async publish(): Promise<string> {
		await this.#test('workflow-open-publish-modal-button').click();
		await this.#test('workflow-publish-button').click();
		const said = this.#test('activation-modal');
		await said.waitFor();
		const text = await said.innerText();
		await this.#button('Got it').click();
		return text;
	}

	/** Execute step, in the panel of the node that is open. */
	async executeStep(): Promise<void> {
		const button = this.#test('node-execute-button');
		await this.#whileAnswering('POST', () => button.click(), /^\/rest\/workflows\/\w+\/run$/);
		await button.and(this.#page.locator('[aria-busy=true]')).waitFor({ state: 'hidden' });
		await this.#test('node-run-info').waitFor();
	}

	async showOutputAs(kind: 'Schema' | 'Table' | 'JSON'): Promise<void> {
		await this.#test('output-panel').getByText(kind, { exact: true }).click();
	}

	async output(): Promise<string> {
		return await this.#test('output-panel').innerText();
	}

	async useTheme(theme: 'light' | 'dark'): Promise<void> {
		await this.#page.evaluate(`localStorage.setItem('N8N_THEME', '${theme}')`);
		await this.#page.reload();
	}

	async #openCommunityNodes(): Promise<void> {
		await this.#whileAnswering('GET', () => this.#page.goto(`${this.#url}/settings/community-nodes`));
	}

	/** While the list loads, n8n shows cards without names. */
	#packageCard(name: string): Locator {
		return this.#test('community-package-card').filter({ hasText: name });
	}

	#panel(): Locator {
		return this.#test('ndv');
	}

	#credential(): Locator {
		return this.#test('editCredential-modal');
	}

	#button(name: string): Locator {
		return this.#page.getByRole('button', { name, exact: true });
	}

	#test(id: string): Locator {
		return this.#page.getByTestId(id);
	}

	/** Does something that n8n's server answers, and throws with its words when it refuses. */
	async #whileAnswering(method: string, action: () => Promise<unknown>, place: RegExp = COMMUNITY_PACKAGES): Promise<void> {
		const answer = this.#page.waitForResponse(
			(response) => place.test(new URL(response.url()).pathname) && response.request().method() === method,
			{ timeout: 120_000 },
		);
		await action();
		const response = await answer;
		if (!response.ok()) throw new Error(`n8n refused ${method} ${response.url()}: ${response.status()} ${await response.text()}`);
	}
}
