// Migrations are imported as text, as the bundler does it.
module.exports = {
	process: (text) => ({ code: `exports.default = ${JSON.stringify(text)}; exports.__esModule = true;` }),
};
