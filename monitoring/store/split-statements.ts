/** What may hold a semicolon that ends nothing: comments, texts, quoted names, dollar-quoted bodies. */
const PIECE =
	/--[^\n]*|\/\*[\s\S]*?\*\/|\b[eE]'(?:\\[\s\S]|''|[^'\\])*'|'(?:''|[^'])*'|"(?:""|[^"])*"|(\$(?:[A-Za-z_]\w*)?\$)[\s\S]*?\1|[\s\S]/g;

/**
 * The statements of a script, one text each, with the comments before them. Enough for migrations, which are
 * ours: it knows neither comments within comments nor SQL-standard function bodies (`begin atomic`).
 */
export function splitStatements(sql: string): string[] {
	const statements: string[] = [];
	let text = '';
	let empty = true;
	for (const [piece] of sql.matchAll(PIECE)) {
		if (piece === ';') {
			if (!empty) statements.push(text.trim());
			[text, empty] = ['', true];
			continue;
		}
		text += piece;
		if (!/^(\s|--|\/\*)/.test(piece)) empty = false;
	}
	if (!empty) statements.push(text.trim());
	return statements;
}
